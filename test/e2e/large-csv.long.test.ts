import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPRESSIONS } from '../../src/shared/labels';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { importData } from '../../tools/walk/stages.mjs';
import { servedBuild } from './support';

const site = servedBuild();
const ROWS = 32_298; // as many as FER2013's first two parts
const TRAINING = 28_709;

describe('a CSV of FER2013 size', () => {
  it('imports in a browser whose JavaScript heap is capped at 128 MB', async () => {
    const file = join(site.folder(), 'fer2013.csv');
    writeRows(file);
    const browser = await openBrowser({
      origin: site.origin(),
      flags: ['--js-flags=--max-old-space-size=128'],
    });
    try {
      await browser.page.goto(`${site.origin()}#/data`);
      const imported = await importData(browser.page, { data: file, report: () => undefined });
      expect(imported).toMatchObject({ kind: 'fer2013-csv', images: ROWS, rejected: 0 });
      const counted = (split: 'train' | 'validation') =>
        Object.values(imported.splits[split] ?? {}).reduce((sum, count) => sum + count, 0);
      expect([counted('train'), counted('validation')]).toEqual([TRAINING, ROWS - TRAINING]);
      expect(imported.splits['train']?.[EXPRESSIONS[0]]).toBe(Math.ceil(TRAINING / EXPRESSIONS.length));
    } finally {
      await browser.close();
    }
  });
});

/** About 260 MB: three-digit pixels mostly, like the real file. */
function writeRows(file: string): void {
  const target = openSync(file, 'w');
  writeSync(target, 'emotion,pixels,Usage\n');
  const shades = Array.from({ length: 64 }, (_, shade) =>
    Array.from({ length: 2304 }, (__, pixel) => 60 + ((pixel * 13 + shade * 29) % 196)).join(' '),
  );
  for (let row = 0; row < ROWS; row += 1) {
    const usage = row < TRAINING ? 'Training' : 'PublicTest';
    writeSync(target, `${row % EXPRESSIONS.length},${shades[row % shades.length]},${usage}\n`);
  }
  closeSync(target);
}
