import axe from 'axe-core';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/ui/styles/tokens.css';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/parts.css';
import '../../src/ui/styles/pages.css';
import { describeNetwork } from '../../src/model/presets';
import { drawingFile, pictureOf } from '../../src/ui/drawing-file';
import { i18n, startLanguage, switchLanguage } from '../../src/ui/i18n';
import { NetworkSection } from '../../src/ui/parts/NetworkSection';

let root: Root;
let place: HTMLElement;

beforeAll(startLanguage);

beforeEach(async () => {
  place = document.createElement('main');
  document.body.append(place);
  root = createRoot(place);
  await switchLanguage('en');
  root.render(<NetworkSection network={describeNetwork('balanced')} />);
  await vi.waitFor(() => drawing());
});

afterEach(async () => {
  root.unmount();
  place.remove();
  await switchLanguage('en');
});

function drawing(): SVGSVGElement {
  const found = place.querySelector<SVGSVGElement>('svg.network');
  if (!found) throw new Error('nothing is drawn');
  return found;
}

it('says what it shows, and passes what axe looks for', async () => {
  expect(drawing().querySelector('title')?.textContent).toBe(
    'The network as a row of blocks, from 48 × 48 × 1 to 7',
  );
  expect(drawing().querySelector('desc')?.textContent).toContain('conv 3 × 3, 48 × 48 × 32, 416 parameters');
  expect(drawing().querySelector('desc')?.textContent).toContain('5 arcs around residual branches');
  const { violations } = await axe.run(place);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

it('draws as many answers as the network has labels, also where one unit answers for two', async () => {
  const answers = () => drawing().querySelectorAll('circle[fill]').length;
  expect(answers()).toBe(7);
  root.render(<NetworkSection network={describeNetwork('seed-smile')} />);
  await vi.waitFor(() =>
    expect(drawing().querySelector('title')?.textContent).toContain('from 150 × 150 × 3 to 1'),
  );
  expect(answers()).toBe(2);
});

it('becomes a file that needs no style sheet, in the language and the theme of the page', async () => {
  await i18n.changeLanguage('zh');
  await vi.waitFor(() => expect(drawing().textContent).toContain('卷积'));
  const { text } = drawingFile(drawing(), '#102030');
  const file = new DOMParser().parseFromString(text, 'image/svg+xml');
  expect(file.querySelector('parsererror')).toBe(null);
  expect(file.documentElement.textContent).toContain('全局平均池化');
  expect(file.querySelector('rect')?.getAttribute('fill')).toBe('#102030');
  expect(text).not.toContain('class=');
  expect(text).not.toContain('var(');
  const fills = [...file.querySelectorAll('[fill]')].map((one) => one.getAttribute('fill') ?? '');
  expect(fills.filter((fill) => fill !== 'none' && !/^#[0-9a-f]{6}$/.test(fill))).toEqual([]);
});

it('becomes a picture of its own size, with the ground behind it', async () => {
  const file = drawingFile(drawing(), '#102030');
  const picture = await createImageBitmap(await pictureOf(file, 2));
  expect([picture.width, picture.height]).toEqual([Math.ceil(2 * file.width), Math.ceil(2 * file.height)]);
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
  canvas?.drawImage(picture, 0, 0);
  expect([...(canvas?.getImageData(2, 2, 1, 1).data ?? [])]).toEqual([16, 32, 48, 255]);
  const colours = new Set(
    new Uint32Array(
      canvas?.getImageData(0, 0, picture.width, picture.height).data.buffer ?? new ArrayBuffer(),
    ),
  );
  expect(colours.size).toBeGreaterThan(20); // blocks in several shades, and words
});

it('is saved by two buttons, by keyboard', async () => {
  const saved: string[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push(this.download);
  });
  try {
    const [first] = place.querySelectorAll('button');
    first?.focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(saved).toEqual(['mien-balanced.svg']));
    await userEvent.tab();
    expect(document.activeElement?.getAttribute('aria-label')).toBe(
      'Save as PNG: the drawing of the network',
    );
    await userEvent.keyboard(' ');
    const both = ['mien-balanced.svg', 'mien-balanced.png'];
    await vi.waitFor(() => expect(saved).toEqual(both), { timeout: 20_000 });
  } finally {
    click.mockRestore();
  }
});
