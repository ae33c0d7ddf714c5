import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { readNumber, readText } from '../../tools/walk/page-figures.mjs';
import { chooseDataset, servedBuild } from './support';

const site = servedBuild();
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  browser = await openBrowser({ origin: site.origin() });
  const { page } = browser;
  await page.goto(`${site.origin()}#/data`);
  await chooseDataset(page, csv('good.csv', rows(30)));
  await page.locator('data[data-figure="import-images"]').waitFor();
});

afterAll(async () => {
  await browser.close();
});

describe('bad input is answered in a sentence, and what was stored stays', () => {
  const refused: [string, () => string, RegExp][] = [
    [
      'a text file named .csv',
      () => csv('poem.csv', ['roses are red', 'violets are blue']),
      /poem|header|column/i,
    ],
    ['two bad rows of thirty', () => csv('bad.csv', [...rows(28), short(), '3,7 8 9,Training']), /row/i],
    ['an empty file', () => csv('empty.csv', [], ''), /./],
  ];

  it.each(refused)('%s is refused', async (_, make, says) => {
    const { page } = browser;
    await chooseDataset(page, make());
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(says);
    await alert.getByRole('button').first().click();
    await page.reload();
    await page.locator('data[data-figure="import-images"]').waitFor();
    expect(await readNumber(page, 'import-images')).toBe(30);
  });

  it('an import that a reload cuts off is told of once, and leaves nothing', async () => {
    const { page } = browser;
    const cutOff = page.getByRole('status').filter({ hasText: 'was cut off' });
    await chooseDataset(page, csv('large.csv', Array(5).fill(rows(3000)).flat()));
    await page.getByText('Reading large').waitFor();
    page.once('dialog', (dialog) => void dialog.accept()); // the page asks whether it is to be left
    await page.reload();
    await cutOff.waitFor();
    expect(await cutOff.innerText()).toContain('The import of “large” was cut off');
    expect(await readNumber(page, 'import-images')).toBe(30);
    await cutOff.getByRole('button', { name: 'Dismiss' }).click();
    await cutOff.waitFor({ state: 'hidden' });
    await page.reload();
    await page.locator('data[data-figure="import-images"]').waitFor();
    expect(await cutOff.count()).toBe(0);
  });

  const skipped: [string, string, RegExp][] = [
    ['a short row', short(), /row 32/i],
    ['a value of 300', `3,300 ${pixels(2303)},Training`, /300/],
    ['label 9', `9,${pixels(2304)},Training`, /9/],
  ];

  it.each(skipped)('%s is left out and reported with its row', async (name, row, says) => {
    const { page } = browser;
    await chooseDataset(page, csv(`${name}.csv`, [...rows(30, name.length), row, ...rows(2, 99)]));
    await page.waitForFunction(
      () => document.querySelector('data[data-figure="import-rejected"]')?.getAttribute('value') === '1',
    );
    expect(await readNumber(page, 'import-images')).toBe(32);
    expect(await page.getByRole('main').innerText()).toMatch(says);
  });

  it('a file cut in half asks, and stores only what is complete when told to', async () => {
    const { page } = browser;
    const whole = ['emotion,pixels,Usage', ...rows(40, 5)].join('\n');
    const file = join(site.folder(), 'half.csv');
    writeFileSync(file, whole.slice(0, Math.floor(whole.length / 2)));
    const before = await readText(page, 'import-images');
    await chooseDataset(page, file);
    const accept = page.getByRole('button', { name: /^Import \d+ rows$/ });
    await accept.waitFor();
    expect(await page.getByRole('main').innerText()).toMatch(/19 complete rows/);
    await accept.click();
    await page.waitForFunction((old) => {
      const now = document.querySelector('data[data-figure="import-images"]')?.getAttribute('value');
      return now !== undefined && now !== null && now !== old;
    }, before);
    expect(await readNumber(page, 'import-images')).toBe(19);
  });
});

function csv(name: string, lines: readonly string[], header = 'emotion,pixels,Usage\n'): string {
  const file = join(site.folder(), name.replaceAll(' ', '-'));
  writeFileSync(file, `${header}${lines.join('\n')}\n`);
  return file;
}

function rows(count: number, shade = 0): string[] {
  return Array.from({ length: count }, (_, row) => `${row % 7},${pixels(2304, row + shade)},${usage(row)}`);
}

function usage(row: number): string {
  return row % 5 === 4 ? 'PublicTest' : 'Training';
}

function pixels(count: number, shade = 0): string {
  return Array.from({ length: count }, (_, index) => (index * 7 + shade * 31) % 256).join(' ');
}

function short(): string {
  return `3,${pixels(2200)},Training`;
}
