import axe from 'axe-core';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/ui/styles/tokens.css';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/parts.css';
import '../../src/ui/styles/pages.css';
import { recipeText } from '../../src/shared/recipe-file';
import { loadRecipe } from '../../src/ui/actions/recipe-actions';
import { startLanguage } from '../../src/ui/i18n';
import { TrainPage } from '../../src/ui/pages/TrainPage';
import { session } from '../../src/ui/session';
import { STATES } from './hand-made-session';

let root: Root;
let place: HTMLElement;

beforeAll(startLanguage);

beforeEach(async () => {
  place = document.createElement('main');
  document.body.append(place);
  root = createRoot(place);
  const done = STATES['train, done'];
  if (!done) throw new Error('no such state');
  session.setState(done.state, true);
  root.render(<TrainPage />);
  await vi.waitFor(() => expect(folds().length).toBe(4));
});

afterEach(() => {
  root.unmount();
  place.remove();
});

const folds = () => [...place.querySelectorAll<HTMLDetailsElement>('.settings details')];

/** The field under a label of the settings. */
function field(label: string): HTMLInputElement | HTMLSelectElement {
  const found = [...place.querySelectorAll('label')].find(({ textContent }) => textContent === label);
  const control = found && place.querySelector<HTMLInputElement>(`#${CSS.escape(found.htmlFor)}`);
  if (!control) throw new Error(`no field ${label}`);
  return control;
}

function open(title: string): void {
  const fold = folds().find((one) => one.querySelector('summary')?.textContent === title);
  if (!fold) throw new Error(`no group ${title}`);
  fold.open = true;
}

async function enter(label: string, text: string): Promise<void> {
  await userEvent.fill(field(label), text);
  await userEvent.keyboard('{Enter}');
}

describe('the settings of a training', () => {
  it('lie in groups that are closed at first, and are accessible when open', async () => {
    expect(folds().some((fold) => fold.open)).toBe(false);
    for (const title of ['Optimizer and schedule', 'Against learning by heart', 'Save and share'])
      open(title);
    const { violations } = await axe.run(place.querySelector('.settings') ?? place);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

  it('change the schedule with its numbers', async () => {
    open('Optimizer and schedule');
    await userEvent.selectOptions(field('Learning rate over time'), 'lower on a plateau');
    await enter('Times', '0.5');
    await enter('Early stopping after', '7');
    expect(session.getState().recipe).toMatchObject({
      schedule: { kind: 'plateau', factor: 0.5, patience: 2, leastRate: 1e-5 },
      patience: 7,
    });
  });

  it('change the optimizer, and keep its rate', async () => {
    open('Optimizer and schedule');
    const before = session.getState().recipe?.optimizer.learningRate;
    await userEvent.selectOptions(field('Optimizer'), 'SGD');
    expect(session.getState().recipe?.optimizer).toEqual({
      kind: 'sgd',
      learningRate: before,
      momentum: 0.9,
      nesterov: true,
      weightDecay: 5e-4,
    });
  });

  it('switch mixup, class weights and averages on', async () => {
    open('Against learning by heart');
    expect(field('Mixup alpha').disabled).toBe(true);
    await enter('Mixup, share of batches', '0.3');
    await enter('Average of the weights, decay', '0.99');
    await userEvent.click(field('Rare expressions count more'));
    expect(session.getState().recipe).toMatchObject({
      mixup: { probability: 0.3, alpha: 0.2 },
      averaging: 0.99,
      classWeights: 'balanced',
    });
    expect(field('Mixup alpha').disabled).toBe(false);
  });

  it('come from a file, and stay as they are where it is not one', async () => {
    const { recipe } = session.getState();
    if (!recipe) throw new Error('no recipe');
    const text = recipeText({ name: 'tried', preset: 'balanced', recipe: { ...recipe, epochs: 33 } });
    await loadRecipe(new File([text], 'tried.json'));
    expect(session.getState()).toMatchObject({ preset: 'balanced', recipe: { epochs: 33 } });
    await vi.waitFor(() => expect(place.textContent).toContain('These are the settings of “tried”.'));
    await loadRecipe(new File(['{'], 'broken.json'));
    await vi.waitFor(() => expect(place.textContent).toContain('“broken.json” is not a recipe'));
    expect(session.getState()).toMatchObject({ preset: 'balanced', recipe: { epochs: 33 } });
  });
});

describe('what a training starts from', () => {
  it('is chosen by keyboard: a stored model, and a trunk that is frozen', async () => {
    const { models, presets, preset } = session.getState();
    const usual = presets.find(({ name }) => name === preset)?.recipe.optimizer.learningRate ?? 0;
    const choice = field('Start from');
    expect(session.getState().start).toBe(undefined);
    choice.focus();
    await userEvent.keyboard('{ArrowDown}');
    await vi.waitFor(() => expect(session.getState().start?.modelId).toBe(models[0]?.id));
    expect(session.getState().recipe?.optimizer.learningRate).toBeCloseTo(usual / 10, 12);
    expect(place.textContent).toContain('The model knows these expressions.');
    await userEvent.tab();
    expect(document.activeElement).toBe(field('Freeze the trunk'));
    await userEvent.keyboard(' ');
    expect(session.getState().start?.freezesTrunk).toBe(true);
    const { violations } = await axe.run(place.querySelector('.settings') ?? place);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    choice.focus();
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() => expect(session.getState().start).toBe(undefined));
    expect(session.getState().recipe?.optimizer.learningRate).toBe(usual);
  });

  it('says plainly when the last layer is made anew, and which models cannot be the start', async () => {
    const [model] = session.getState().models;
    if (!model) throw new Error('no model');
    const { last } = model.cards;
    const others = {
      ...model,
      id: 'smiles',
      cards: { last: { ...last, id: 'smiles', labels: ['smile', 'unsmile'] } },
    };
    const image = { height: 96, width: 96, channels: 1 as const };
    const large = {
      ...model,
      id: 'large',
      cards: { last: { ...last, id: 'large', input: { ...last.input, image } } },
    };
    session.setState({ models: [others, large] });
    await vi.waitFor(() =>
      expect(place.textContent).toContain('1 stored model expects pictures of another size'),
    );
    await userEvent.selectOptions(field('Start from'), 'smiles');
    await vi.waitFor(() => expect(place.textContent).toContain('the last layer is made anew for angry'));
  });
});
