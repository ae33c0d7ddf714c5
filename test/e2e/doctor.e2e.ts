import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { importData } from '../../tools/walk/stages.mjs';
import { randomUniform } from '../../src/shared/random';
import { servedBuild } from './support';

const site = servedBuild();
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  browser = await openBrowser({ origin: site.origin() });
  await browser.page.goto(`${site.origin()}#/data`);
});
afterAll(() => browser.close());

/** Four soft spots, drawn by the seed; 48 x 48 px. */
function picture(seed: number): number[] {
  const spots = Array.from({ length: 6 }, (_, spot) =>
    [0, 1, 2].map((what) => randomUniform(seed, spot, what)),
  );
  return Array.from({ length: 2304 }, (_, at) => {
    const [y, x] = [Math.floor(at / 48), at % 48];
    const light = spots.reduce(
      (sum, [row = 0, column = 0, level = 0]) =>
        sum + (160 * level - 80) * Math.exp(-((y - 48 * row) ** 2 + (x - 48 * column) ** 2) / 100),
      128,
    );
    return Math.max(0, Math.min(255, Math.round(light)));
  });
}

const mirrored = (pixels: readonly number[]) =>
  pixels.map((_, at) => pixels[at - (at % 48) + 47 - (at % 48)]);

/** 40 different training faces, and after them: a copy in training, a brighter and a mirrored one in the test part. */
function csv(): string {
  const rows = Array.from({ length: 40 }, (_, seed) => `${seed % 7},${picture(seed).join(' ')},Training`);
  const brighter = picture(1).map((level) => Math.round(level * 0.8 + 30));
  rows.push(
    `2,${picture(0).join(' ')},Training`,
    `1,${brighter.join(' ')},PrivateTest`,
    `2,${mirrored(picture(2)).join(' ')},PrivateTest`,
    `3,${picture(90).join(' ')},PrivateTest`,
    `3,${picture(91).join(' ')},PublicTest`,
  );
  return `emotion,pixels,Usage\n${rows.join('\n')}\n`;
}

const page = () => browser.page;
const figure = (name: string, label?: string) =>
  page().locator(`data[data-figure="${name}"]${label ? `[data-label="${label}"]` : ''}`);
const value = (name: string, label?: string) => figure(name, label).getAttribute('value');
const expectFigure = (name: string, expected: string) =>
  expect.poll(() => value(name), { timeout: 30_000 }).toBe(expected);

describe('the doctor, through the page', () => {
  it('finds exact, near and mirrored copies', async () => {
    const file = join(site.folder(), 'copies.csv');
    writeFileSync(file, csv());
    await importData(page(), { data: file, report: () => undefined });
    await page().getByRole('button', { name: 'Examine the faces' }).click();
    await figure('finding', 'copies').waitFor();
    expect(await value('finding', 'copies')).toBe('2');
    expect(await value('finding', 'contradictory')).toBe('2');
    expect(await value('finding', 'near')).toBe('2');
    expect(await value('finding', 'mirrored')).toBe('2');
    expect(await value('finding', 'copy-of-training')).toBe('2');
    expect(await value('finding', 'blank')).toBe('0');
  });

  it('shows a finding as a filter of the grid, one face large, and excludes it', async () => {
    await page().getByRole('button', { name: 'Show: Contradictory labels' }).click();
    await expectFigure('explore-faces', '2');
    await page().getByRole('gridcell', { name: 'row 42, fear, training' }).click();
    await page().getByRole('dialog').getByRole('button', { name: 'Exclude', exact: true }).click();
    await expectFigure('excluded', '1');
    await page().keyboard.press('Escape');
  });

  it('shows every face to the face detector when asked, and names those without a face', async () => {
    await page().getByRole('button', { name: 'Look for pictures without a face' }).click();
    await figure('look-seconds').waitFor({ timeout: 120_000 });
    const without = Number(await value('finding', 'no-face')); // soft spots, all of them
    expect(without).toBeGreaterThan(30);
    await page().getByRole('button', { name: 'Show: No face found' }).click();
    await expectFigure('explore-faces', String(without));
    // One is excluded already, by hand.
    await page()
      .getByRole('button', { name: `Exclude ${without - 1}: No face found` })
      .waitFor();
  });

  it('cleans the test set, takes it back, and still can after a reload', async () => {
    await page().getByRole('button', { name: 'Clean: exclude 2: Copies of training faces' }).click();
    await expectFigure('excluded', '3');
    await page().reload();
    await expectFigure('excluded', '3');
    await page().getByRole('button', { name: 'Undo' }).click();
    await expectFigure('excluded', '1');
  });

  it('writes the list of what is excluded, and applies it again', async () => {
    const saved = page().waitForEvent('download');
    await page().getByRole('button', { name: 'Export list, CSV' }).click();
    const list = join(site.folder(), 'list.csv');
    await (await saved).saveAs(list);
    expect(readFileSync(list, 'utf8').split('\n')[1]).toMatch(/^[0-9a-f]{32},42,fear,train,by-hand$/);
    await page().getByRole('button', { name: 'Undo' }).click();
    await expectFigure('excluded', '0');
    await page().locator('input[data-input="exclusions"]').setInputFiles(list);
    await expectFigure('excluded', '1');
  });

  it('is heeded by training: one face fewer, and the card says so', async () => {
    await page().locator('nav a[href="#/train"]').first().click();
    await expectFigure('train-excluded', '1');
    await page().getByLabel('Epochs').fill('1');
    await page().getByLabel('Batch size').fill('8');
    await page().getByLabel('Batch size').blur();
    await page().getByRole('button', { name: 'Start training' }).click();
    await figure('train-selected').waitFor({ timeout: 240_000 });
    await page().locator('nav a[href="#/evaluate"]').first().click();
    await expectFigure('card-excluded', '1');
    expect(await page().getByText('40 faces').count()).toBeGreaterThan(0);
    expect(browser.consoleErrors).toEqual([]);
    expect(browser.requestsToOtherOrigins).toEqual([]);
  });
});
