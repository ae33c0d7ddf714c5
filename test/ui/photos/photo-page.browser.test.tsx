import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../../src/ui/styles/font.css';
import '../../../src/ui/styles/tokens.css';
import '../../../src/ui/styles/base.css';
import '../../../src/ui/styles/frame.css';
import '../../../src/ui/styles/parts.css';
import '../../../src/ui/styles/pages.css';
import type { PhotoReading } from '../../../src/photos/read-photos';
import { App } from '../../../src/ui/App';
import { startLanguage, switchLanguage } from '../../../src/ui/i18n';
import type { PhotoBoard } from '../../../src/ui/photos/board';
import { session } from '../../../src/ui/session';
import { boardOf, photoOf, withModel } from '../hand-made-session';

let root: Root;
let place: HTMLElement;

beforeAll(startLanguage);
beforeEach(async () => {
  await switchLanguage('en');
  place = document.createElement('div');
  document.body.append(place);
  root = createRoot(place);
});
afterEach(() => {
  root.unmount();
  place.remove();
});

/** On a busy machine a render takes its time. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

async function show(photos: readonly PhotoReading[], changed: Partial<PhotoBoard> = {}): Promise<void> {
  session.setState({ ...withModel, board: { ...boardOf(photos), ...changed } }, true);
  location.hash = '#/photos';
  root.render(<App />);
  await eventually(() => expect(tiles().length).toBeGreaterThan(0));
}

const tiles = (column = '') => [
  ...place.querySelectorAll<HTMLElement>(`${column && `[data-column="${column}"] `}.photo-tile`),
];
const names = (column: string) => tiles(column).map(({ title }) => title);
const focused = () => (document.activeElement as HTMLElement | null)?.title;
const press = (key: string, more: KeyboardEventInit = {}) =>
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
const said = () => place.querySelector('[aria-live]')?.textContent;

const HAPPY = [0, 0, 0, 1, 0, 0, 0];

describe('three thousand photos', () => {
  const many = () => Array.from({ length: 3000 }, (_, at) => photoOf(`${at}.jpg`, HAPPY));

  it('leave few of them in the page, wherever a column is scrolled to, and no thumbnail held', async () => {
    let held = 0;
    const make = vi.spyOn(URL, 'createObjectURL');
    const revoke = vi.spyOn(URL, 'revokeObjectURL');
    const count = () => (held = make.mock.calls.length - revoke.mock.calls.length);
    await show(many());
    expect(tiles().length).toBeLessThan(100);
    const scroller = place.querySelector<HTMLElement>('[data-column="happy"] .photo-scroller');
    if (!scroller) throw new Error('no scroller');
    for (const share of [0.3, 0.7, 1]) {
      scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight);
      await eventually(() => {
        const at = tiles('happy').map(({ title }) => Number.parseInt(title, 10));
        expect(Math.max(...at)).toBeGreaterThan(share * 2900);
      });
      expect(tiles().length).toBeLessThan(100);
    }
    expect(names('happy')).toContain('2999.jpg');
    await eventually(() => expect(count()).toBeLessThanOrEqual(tiles().length));
    root.unmount();
    expect(count()).toBe(0);
    expect(held).toBe(0);
    root = createRoot(place);
    vi.restoreAllMocks();
  });

  it('are walked by keys with one stop for Tab in each column', async () => {
    await show(many());
    expect(place.querySelectorAll('.photo-tile[tabindex="0"]')).toHaveLength(1);
    tiles('happy')[0]?.focus();
    press('ArrowRight');
    await eventually(() => expect(focused()).toBe('1.jpg'));
    press('End', { ctrlKey: true });
    await eventually(() => expect(focused()).toBe('2999.jpg'));
    expect(document.activeElement?.closest('li')?.getAttribute('aria-posinset')).toBe('3000');
  });
});

describe('a photo', () => {
  it('is moved by the key of a column, which is said, and the next one has the focus', async () => {
    await show([photoOf('a.jpg', HAPPY), photoOf('b.jpg', HAPPY), photoOf('c.jpg', HAPPY)]);
    tiles('happy')[1]?.focus();
    press('0');
    await eventually(() => expect(names(':no-face')).toEqual(['b.jpg']));
    await eventually(() => expect(focused()).toBe('c.jpg'));
    expect(said()).toBe('b.jpg: moved to No face');
    press('5');
    await eventually(() => expect(focused()).toBe('a.jpg'));
    press('5');
    // The column is empty: the focus goes to another, and never to the beginning of the page.
    await eventually(() => expect(names('happy')).toEqual([]));
    await eventually(() => expect(focused()).toMatch(/\.jpg$/));
  });

  it('keeps the focus while others that were just read push in before it', async () => {
    const [a, b] = [photoOf('a.jpg', [0, 0, 0, 0.8, 0.2, 0, 0]), photoOf('b.jpg', [0, 0, 0, 0.7, 0.3, 0, 0])];
    await show([a, b]);
    tiles('happy')[0]?.focus();
    press('ArrowRight');
    await eventually(() => expect(focused()).toBe('b.jpg'));
    session.setState({ board: boardOf([a, b, photoOf('surest.jpg', HAPPY)]) });
    await eventually(() => expect(names('happy')).toEqual(['surest.jpg', 'a.jpg', 'b.jpg']));
    expect(focused()).toBe('b.jpg');
    press('ArrowLeft');
    await eventually(() => expect(focused()).toBe('a.jpg'));
  });

  it('opens with every face as text, its number and what speaks against it', async () => {
    const turned = photoOf('two.jpg', HAPPY, [0.1, 0, 0.1, 0.4, 0.4, 0, 0]);
    if (turned.kind !== 'read') throw new Error('not read');
    const [largest, other] = turned.faces;
    if (!largest || !other) throw new Error('no faces');
    await show([{ ...turned, faces: [{ ...largest, doubts: ['turned'] }, other] }]);
    tiles()[0]?.click();
    const dialog = () => place.querySelector<HTMLDialogElement>('dialog[open]');
    await eventually(() => expect(dialog()).not.toBeNull());
    const faces = [...(dialog()?.querySelectorAll('.photo-faces > li') ?? [])];
    expect(faces.map((face) => face.querySelector('summary')?.textContent)).toEqual([
      '1Face 1: unclear',
      '2Face 2: unclear',
    ]);
    expect(faces.map((face) => face.querySelector<HTMLElement>('[data-unclear]')?.dataset.unclear)).toEqual([
      'turned',
      'below-threshold',
    ]);
    expect([...(dialog()?.querySelectorAll('svg text') ?? [])].map((text) => text.textContent)).toEqual([
      '1',
      '2',
    ]);
  });

  it('that moves says so in its tile', async () => {
    const sticker = photoOf('wave.gif', HAPPY);
    await show([{ ...sticker, isAnimated: true } as PhotoReading]);
    expect(tiles()[0]?.textContent).toContain('1st frame');
    expect(tiles()[0]?.querySelector('.sr-only')?.textContent).toBe('wave.gif, 100%, 1st frame');
  });
});
