import axe from 'axe-core';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { page as browserPage } from 'vitest/browser';
import '../../src/ui/styles/font.css';
import '../../src/ui/styles/tokens.css';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/frame.css';
import '../../src/ui/styles/parts.css';
import '../../src/ui/styles/pages.css';
import '../../src/ui/styles/data.css';
import '../../src/ui/styles/explore.css';
import { changeRecipe } from '../../src/ui/actions/model-actions';
import { App } from '../../src/ui/App';
import { startLanguage, switchLanguage } from '../../src/ui/i18n';
import { session } from '../../src/ui/session';
import { EMPTY, failed, ready } from '../../src/ui/stage';
import { applyTheme } from '../../src/ui/theme';
import {
  dataset,
  drawnDataset,
  drawnModel,
  evaluation,
  interruptedRun,
  model,
  STATES,
} from './hand-made-session';

let root: Root;
let place: HTMLElement;

beforeAll(startLanguage);

beforeEach(() => {
  place = document.createElement('div');
  document.body.append(place);
  root = createRoot(place);
});

afterEach(() => {
  root.unmount();
  place.remove();
});

/** The whole page in one hand-made state, once it has been drawn. */
async function show(name: string): Promise<void> {
  const shown = STATES[name];
  if (!shown) throw new Error(`no state named ${name}`);
  session.setState(shown.state, true);
  location.hash = `#/${shown.page}`;
  root.render(<App />);
  await vi.waitFor(() => expect(heading()).not.toBeNull());
}

const pressableStyles = () =>
  [...document.querySelectorAll('style')].filter(({ textContent }) => /pressable/.test(textContent)).length;

const heading = () => place.querySelector('h1');

const figure = (name: string, more = '') =>
  place.querySelector<HTMLDataElement>(`data[data-figure="${name}"]${more}`)?.value;

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(place, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

describe.each(['en', 'zh'] as const)('in %s', (language) => {
  it.each(Object.keys(STATES))(
    '“%s” has no accessibility violation and no hole in its texts',
    async (name) => {
      await switchLanguage(language);
      applyTheme(language === 'en' ? 'light' : 'dark');
      await show(name);
      expect(await violations()).toEqual([]);
      expect(place.textContent).not.toMatch(/\{\{|\}\}|undefined|NaN/);
      expect(place.querySelectorAll('h1')).toHaveLength(1);
    },
  );
});

describe('a training without the fused plan', () => {
  it.each([
    ['en', 'does not know the layer “average_pooling_1”'],
    ['zh', '不认识“average_pooling_1”这一层'],
  ] as const)('says so and why: %s', async (language, reason) => {
    await switchLanguage(language);
    await show('train, without the plan');
    expect(place.querySelector('[data-refused="layer"]')?.textContent).toContain(reason);
  });
});

describe('the frame', () => {
  beforeEach(() => switchLanguage('en'));

  it('remembers the language and says it in the document', async () => {
    await switchLanguage('zh');
    expect(localStorage.getItem('mien-language')).toBe('zh');
    expect(document.documentElement.lang).toBe('zh-CN');
    await switchLanguage('en');
    expect(document.documentElement.lang).toBe('en');
  });

  it('changes its words with the language switch', async () => {
    await show('data, nothing yet');
    const button = [...place.querySelectorAll('button')].find(({ textContent }) => textContent === '中文');
    button?.click();
    await vi.waitFor(() => expect(heading()?.textContent).toBe('数据'));
  });

  it('moves reading to the heading when the page changes, and names the page', async () => {
    await show('data, nothing yet');
    location.hash = '#/model';
    await vi.waitFor(() => expect(document.activeElement).toBe(heading()));
    expect(heading()?.textContent).toBe('Model');
    expect(document.title).toBe('Model · Mien');
  });

  it('marks the current stage and says what the others wait for', async () => {
    await show('data, nothing yet');
    expect(place.querySelector('[aria-current="page"]')?.textContent).toContain('Data');
    expect(place.querySelector('nav a[href="#/train"]')?.textContent).toContain('needs data');
    expect(place.querySelector('nav a[href="#/live"]')?.textContent).toContain('needs a model');
  });

  it('adds no style element, which the security policy would refuse', async () => {
    const meta = document.createElement('meta');
    meta.id = 'react-aria-pressable-style'; // as in index.html
    document.head.append(meta);
    const before = pressableStyles();
    await show('train, epoch 13');
    expect(pressableStyles()).toBe(before);
  });
});

describe('the grid of all faces', () => {
  beforeEach(() => switchLanguage('en'));

  const grid = () => place.querySelector<HTMLElement>('[role="grid"]');
  const cells = () => [...(grid()?.querySelectorAll<HTMLElement>('[role="gridcell"]') ?? [])];
  const focused = () => document.activeElement?.getAttribute('aria-label');
  const press = (key: string, more: KeyboardEventInit = {}) =>
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));

  it('has a row and a column for each of 35,887 faces, and few of them in the page', async () => {
    await show('data, imported');
    await vi.waitFor(() => expect(cells().length).toBeGreaterThan(0));
    const columns = Number(grid()?.ariaColCount);
    expect(Number(grid()?.ariaRowCount)).toBe(Math.ceil(35887 / columns));
    expect(cells().length).toBeLessThan(800);
    expect(cells()[3]?.ariaLabel).toBe('row 5, happy, training, excluded');
  });

  it('is walked by keys, with one stop for Tab', async () => {
    await show('data, imported');
    await vi.waitFor(() => expect(cells().length).toBeGreaterThan(0));
    const columns = Number(grid()?.ariaColCount);
    cells()[0]?.focus();
    press('ArrowRight');
    await vi.waitFor(() => expect(focused()).toBe('row 3, disgust, test'));
    press('ArrowDown');
    await vi.waitFor(() => expect(focused()).toMatch(`row ${columns + 3},`));
    press('End', { ctrlKey: true });
    await vi.waitFor(() => expect(focused()).toMatch('row 35888,'));
    expect(grid()?.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
    press('Home', { ctrlKey: true });
    await vi.waitFor(() => expect(focused()).toMatch('row 2,'));
  });

  it('opens a face with what is known of it, and gives the focus back', async () => {
    await show('data, imported');
    await vi.waitFor(() => expect(cells().length).toBeGreaterThan(0));
    for (let step = 0; step < 5; step += 1) {
      cells()[step]?.focus();
      press('ArrowRight');
      await vi.waitFor(() => expect(focused()).toMatch(`row ${step + 3},`));
    }
    press('Enter');
    const dialog = () => place.querySelector<HTMLDialogElement>('dialog[open]');
    await vi.waitFor(() => expect(dialog()?.textContent).toContain('row 7'));
    expect(dialog()?.textContent).toContain('Exact copies');
    expect(dialog()?.querySelectorAll('.face-copies li')).toHaveLength(2);
    expect(await violations()).toEqual([]);
    dialog()?.close();
    await vi.waitFor(() => expect(focused()).toMatch('row 7,'));
  });

  it('shows a finding when it is asked for', async () => {
    await show('data, imported');
    place.querySelector<HTMLElement>('tr[data-finding="mirrored"] button')?.click();
    await vi.waitFor(() => expect(figure('explore-faces')).toBe('3'));
  });
});

describe('figures', () => {
  beforeEach(() => switchLanguage('zh'));

  it('keep their raw values in any language: import', async () => {
    await show('data, imported');
    expect(figure('import-kind')).toBe('fer2013-csv');
    expect(figure('import-images')).toBe('35887');
    expect(figure('import-rejected')).toBe('2');
    expect(figure('import-seconds')).toBe('4.21');
    expect(figure('count', '[data-split="validation"][data-label="disgust"]')).toBe('56');
  });

  it('keep their raw values in any language: training', async () => {
    await show('train, done');
    expect(figure('train-backend')).toBe('webgpu');
    expect(figure('train-images-per-second')).toBe('2033');
    expect(figure('train-selected')).toBe('last');
    const row = place.querySelector('tr[data-epoch="1"]');
    expect(row?.querySelector<HTMLDataElement>('[data-figure="loss"]')?.value).toBe('1.85');
    expect(place.querySelectorAll('tr[data-epoch]')).toHaveLength(12);
  });

  it('keep their raw values in any language: evaluation', async () => {
    await show('evaluate, judged');
    expect(figure('evaluate-split')).toBe('validation');
    expect(figure('evaluate-accuracy')).toBe('0.6392309835608805');
    expect(figure('evaluate-macro-f1')).toBe('0.6084');
    // The matrix shows shares; the raw value is the count.
    expect(figure('confusion', '[data-true="happy"][data-predicted="sad"]')).toBe('28');
  });

  it('keep their raw values in any language: live', async () => {
    await show('live, two faces');
    expect(figure('live-frames')).toBe('412');
    expect(figure('live-label')).toBe('happy');
    expect(figure('live-label-count', '[data-label="neutral"]')).toBe('101');
  });

  it('keep their raw values in any language: an upload', async () => {
    await show('model, seed on webgpu, uploaded');
    expect(figure('weights-difference')).toBe('1.2e-7');
  });
});

describe('pages', () => {
  beforeEach(() => switchLanguage('en'));

  it('ask before importing the complete rows of a truncated file', async () => {
    await show('data, truncated');
    expect(place.querySelector('[role="alert"]')?.textContent).toContain(
      '17,943 complete rows; import these?',
    );
  });

  it('say what an import would bring before anything is stored', async () => {
    await show('data, before importing photos');
    expect(figure('preview-kind')).toBe('genki4k');
    expect(figure('preview-images')).toBe('3000');
    expect(place.textContent).toContain('On import, training gives 10% to validation and 10% to test');
    expect(place.textContent).toContain('The browser estimates only 5.0\u202fMB of free space');
    expect(place.querySelectorAll('.rejection-table tbody tr')).toHaveLength(5);
    [...place.querySelectorAll('button')]
      .find(({ textContent }) => textContent === 'Show 8 of them')
      ?.click();
    await vi.waitFor(() => expect(place.querySelectorAll('.rejection-table tbody tr')).toHaveLength(8));
  });

  it('tell that an import was cut off, in a status, until it is answered', async () => {
    await show('data, an import was cut off');
    const status = () => place.querySelector('[role="status"] .notice');
    expect(status()?.textContent).toContain('The import of “fer2013” was cut off');
    [...place.querySelectorAll('button')].find(({ textContent }) => textContent === 'Dismiss')?.click();
    await vi.waitFor(() => expect(status()).toBeNull());
  });

  it('offer the parts of the names, of the folders, or new ones, where the first two disagree', async () => {
    await show('data, before importing where names and folders disagree');
    const choice = [...place.querySelectorAll('select')].find(({ value }) => value === 'folders');
    expect([...(choice?.options ?? [])].map(({ text }) => text)).toEqual([
      'As the file names have them',
      'As the folders have them',
      'Drawn anew',
    ]);
    expect(place.textContent).toContain(
      'It has training and test only. On import, training gives 10% to validation',
    );
  });

  it('show no precision for an expression that was never said, which is 0/0', async () => {
    await show('evaluate, judged');
    const disgust = evaluation.labels.indexOf('disgust');
    session.setState({
      evaluate: ready({
        ...evaluation,
        confusion: evaluation.confusion.map((row) =>
          row.map((count, column) => (column === disgust ? 0 : count)),
        ),
      }),
    });
    const precision = (label: string) =>
      place.querySelector(`[data-figure="precision"][data-label="${label}"]`)?.textContent;
    await vi.waitFor(() => expect(precision('disgust')).toBe('–'));
    expect(precision('happy')).toBe('79.5%');
  });

  it('say that a model learnt from drawn faces', async () => {
    await show('live, before');
    expect(place.textContent).toContain('This model learnt from drawn faces');
  });

  it('say how much memory the large network needs before it is trained', async () => {
    await show('model, seed on webgpu, uploaded');
    expect(place.textContent).toContain('330\u202fMB of GPU memory at batch size 128');
  });

  it.each(['photos', 'live'] as const)(
    'offer a model of photographed people on %s where the one in use knows drawn faces',
    async (page) => {
      await show(`${page}, before`);
      session.setState({ modelId: drawnModel.id });
      const button = () =>
        [...place.querySelectorAll('button')].find((known) => known.textContent === 'Use Fast · fer2013.csv');
      await vi.waitFor(() => expect(button()).toBeDefined());
      button()?.click();
      await vi.waitFor(() => expect(session.getState().modelId).toBe(model.id));
      expect(place.textContent).not.toContain('This model learnt from drawn faces');
    },
  );

  it('offer one way to a picture on live, with a camera and without', async () => {
    const ways = () =>
      [...place.querySelectorAll('button')].filter(
        ({ textContent }) => textContent === 'Choose a picture or video',
      ).length;
    await show('live, before');
    expect(ways()).toBe(1);
    await show('live, denied');
    await vi.waitFor(() => expect(place.querySelector('[role="alert"]')).not.toBeNull());
    expect(ways()).toBe(1);
  });

  it.each(['evaluate', 'photos', 'live'])('say on %s why there is no model of the box', async (page) => {
    await show('evaluate, no model');
    location.hash = `#/${page}`;
    session.setState({ boxFailure: { code: 'model/no-box', details: { cause: 'HTTP 404' } } });
    await vi.waitFor(() => expect(place.querySelector('[data-error="model/no-box"]')).not.toBeNull());
  });

  it('say before a dataset is removed that a run on it is under way, and cannot go on without', async () => {
    await show('data, imported');
    session.setState({ runs: [{ ...interruptedRun, isHeld: true }] });
    [...place.querySelectorAll('button')]
      .find(({ ariaLabel }) => ariaLabel === 'Remove fer2013.csv')
      ?.click();
    const dialog = () => place.querySelector('dialog[open]')?.textContent;
    await vi.waitFor(() => expect(dialog()).toContain('A run is training on it now.'));
    expect(dialog()).toContain('can then not be resumed');
  });

  it('do not evaluate a model on a dataset with other expressions, and say why', async () => {
    const button = () =>
      [...place.querySelectorAll('button')].find(({ textContent }) => textContent === 'Evaluate');
    await show('evaluate, before');
    expect(button()?.disabled).toBe(false);
    session.setState({ datasets: [{ ...dataset, labels: ['smile', 'unsmile'] }] });
    await vi.waitFor(() => expect(button()?.disabled).toBe(true));
    expect(place.textContent).toContain('This model knows other expressions than this dataset has.');
  });

  it('have Resume alone as the first thing to press where a run waits', async () => {
    await show('train, to be resumed');
    const first = [...place.querySelectorAll('.button-primary')].map(({ textContent }) => textContent);
    expect(first).toEqual([expect.stringMatching(/^Resume/)]);
  });

  it('ask for consent before the camera starts', async () => {
    await show('live, before');
    expect(place.textContent).toContain('Only point it at people who agree.');
  });

  it('tell apart a clear expression and one that is not', async () => {
    await show('live, two faces');
    expect(place.textContent).toContain('Face 1: looks happy');
    expect(place.textContent).toContain('Face 2: unclear');
    expect(place.textContent).not.toContain('perhaps');
  });

  it('say every probability of every face in a picture, in words', async () => {
    await show('live, picture');
    const bars = [...place.querySelectorAll('.face-list > li')].map((face) =>
      [...face.querySelectorAll('.bars > li')].map(({ textContent }) => textContent),
    );
    expect(bars.map((labels) => labels.length)).toEqual([7, 7]);
    expect(bars[0]?.[3]).toMatch(/happy\s*87%/);
    expect(bars[1]?.[6]).toMatch(/neutral\s*37%/);
    await show('live, two faces');
    expect(place.querySelectorAll('.face-list .bars')).toHaveLength(0);
  });

  it('say beside each figure of a run what it is, on a phone, and in the head of its column elsewhere', async () => {
    await show('train, to be resumed');
    const state = () => place.querySelector('td:has([data-figure="run-status"])') as Element;
    const head = () => getComputedStyle(place.querySelector('.run-table thead') as Element).display;
    await vi.waitFor(() => expect(state()).not.toBeNull());
    try {
      await browserPage.viewport(390, 800);
      expect(getComputedStyle(state(), '::before').content).toBe('"State"');
      expect(head()).toBe('none');
      await browserPage.viewport(1280, 900);
      expect(getComputedStyle(state(), '::before').content).toBe('none');
      expect(head()).not.toBe('none');
    } finally {
      await browserPage.viewport(414, 896); // as every test begins
    }
  });

  it('name each reference line by the tutorial whose log shows it', async () => {
    await show('train, done');
    expect(place.textContent).toContain('the tutorials’ logs show, A 65.2% and B 64.3%.');
  });

  it('draw the lines of FER2013 over no other dataset of seven expressions', async () => {
    await show('train, done');
    session.setState({ datasets: [{ ...dataset, splitSource: 'seeded' }] });
    await vi.waitFor(() => expect(place.textContent).not.toContain('the tutorials’ logs show'));
  });

  it('do not offer a model of the box as what was trained', async () => {
    await show('train, done');
    expect(place.textContent).toContain('Evaluate this model');
    session.setState({ train: EMPTY, models: [{ ...model, source: 'box' }] });
    await vi.waitFor(() => expect(place.textContent).not.toContain('Evaluate this model'));
    expect(place.querySelector('.train-downloads')).toBeNull();
  });

  it('do not resume a run whose dataset is gone, name it, and say what to do', async () => {
    const buttons = () =>
      [...place.querySelectorAll('button')].filter((button) =>
        /^Resume (Fast|at)/.test(button.ariaLabel ?? button.textContent),
      );
    await show('train, to be resumed');
    expect(buttons().map(({ disabled }) => disabled)).toEqual([false, false]);
    session.setState({ datasets: [drawnDataset], datasetId: drawnDataset.id });
    await vi.waitFor(() => expect(buttons().map(({ disabled }) => disabled)).toEqual([true, true]));
    expect(place.querySelector('.resume')?.textContent).toContain(
      'its dataset “fer2013.csv” is no longer stored here. Import the same data in the same way, and it can',
    );
    expect(place.querySelector('.resume a')?.getAttribute('href')).toBe('#/data');
    session.setState({ runs: [], train: failed({ code: 'storage/missing', details: { what: 'a' } }) });
    await vi.waitFor(() => expect(place.querySelector('[role="alert"]')).not.toBeNull());
    expect(place.textContent).not.toContain('Try again');
  });

  it('offer to resume by itself before, while and after a training is cut off, once each', async () => {
    const boxes = () =>
      [...place.querySelectorAll('label')].filter(({ textContent }) =>
        textContent.includes('Resume by itself'),
      );
    for (const state of ['train, done', 'train, epoch 13', 'train, to be resumed']) {
      await show(state);
      await vi.waitFor(() => expect(boxes(), state).toHaveLength(1));
    }
  });

  it('show what a run was trained with, and take its settings', async () => {
    await show('train, to be resumed');
    changeRecipe({ epochs: 3 });
    const press = (name: RegExp) =>
      [...place.querySelectorAll('button')]
        .find(({ ariaLabel, textContent }) => name.test(ariaLabel ?? textContent))
        ?.click();
    press(/^Settings of Fast, twice the rate/);
    await vi.waitFor(() => expect(place.querySelector('dialog[open]')?.textContent).toContain('Epochs40'));
    expect(await violations()).toEqual([]);
    press(/^Use these settings/);
    await vi.waitFor(() => expect(session.getState().recipe?.epochs).toBe(40));
    expect(place.textContent).toContain('These are the settings of “Fast, twice the rate”.');
  });

  it('name the runs that are drawn over the shown one, and say least and most of both lines', async () => {
    await show('train, to be resumed');
    await vi.waitFor(() => expect(place.querySelectorAll('.chart-key .key-other-1')).toHaveLength(3));
    const facts = [...place.querySelectorAll('.chart-facts')].map(({ textContent }) => textContent);
    expect(facts).toHaveLength(5);
    expect(facts[0]).toMatch(/^training: Now .* least .* most /);
    expect(facts[1]).toMatch(/^validation: Now /);
  });

  it('keep the newest hundred epochs in the table, and all of them when asked to', async () => {
    const { train } = STATES['train, done']?.state ?? {};
    if (train?.status !== 'ready') throw new Error('not done');
    await show('train, done');
    const [record] = train.value.history;
    if (!record) throw new Error('no epoch');
    const history = Array.from({ length: 230 }, (_, index) => ({ ...record, epoch: index + 1 }));
    session.setState({ train: ready({ ...train.value, history }) });
    const epochs = () =>
      [...place.querySelectorAll<HTMLElement>('tr[data-epoch]')].map((row) => Number(row.dataset.epoch));
    await vi.waitFor(() => expect([epochs()[0], epochs().length]).toEqual([131, 100]));
    [...place.querySelectorAll('button')]
      .find(({ textContent }) => textContent === 'Show all 230 epochs')
      ?.click();
    await vi.waitFor(() => expect([epochs()[0], epochs().length]).toEqual([1, 230]));
  });

  it('fill the settings from the preset and bring them back on reset', async () => {
    const epochs = () => place.querySelector<HTMLInputElement>('.settings input')?.value;
    await show('train, done');
    await vi.waitFor(() => expect(epochs()).toBe('40'));
    changeRecipe({ epochs: 3 });
    await vi.waitFor(() => expect(epochs()).toBe('3'));
    [...place.querySelectorAll('button')].find(({ textContent }) => textContent === 'Reset')?.click();
    await vi.waitFor(() => expect(epochs()).toBe('40'));
  });
});
