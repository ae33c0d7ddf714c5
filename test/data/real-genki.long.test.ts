import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { BlobReader, configure, ZipReader } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { importData, train } from '../../tools/walk/stages.mjs';
import { servedBuild } from '../e2e/support';

// The folder of the real data, which is not ours to ship. Without it this test is skipped.
const folder = process.env.MIEN_DATA;
const LINES = 4000; // of labels.txt

async function countPhotos(path: string): Promise<number> {
  configure({ useWebWorkers: false });
  const entries = await new ZipReader(new BlobReader(await openAsBlob(path))).getEntries();
  return entries.filter(({ filename }) => /(^|\/)files\/file\d{4}\.jpg$/.test(filename)).length;
}

describe.skipIf(folder === undefined)('the real GENKI-4K (MIEN_DATA)', () => {
  const site = servedBuild();

  it('gives nearly every face, lists everything else, and trains', async () => {
    const path = join(folder ?? '', 'genki4k.zip');
    const photos = await countPhotos(path);
    const browser = await openBrowser({ origin: site.origin() });
    try {
      await browser.page.goto(`${site.origin()}?backend=wasm#/data`);
      const {
        kind,
        images,
        rejected = 0,
        rejectedListed,
        rejectedByReason,
        seconds,
        splits,
      } = await importData(browser.page, { data: path, report: () => undefined });
      expect(kind).toBe('genki4k');
      expect(images / photos).toBeGreaterThanOrEqual(0.98);
      expect(rejectedByReason['file-missing']).toBe(LINES - photos);
      expect(images + rejected).toBe(LINES);
      expect(rejectedListed).toBe(rejected);
      expect(seconds).toBeLessThan(240);
      expect(Object.keys(splits.train ?? {})).toEqual(['smile', 'unsmile']);
      const run = await train(browser, {
        preset: 'smile-small',
        epochs: 1,
        limit: 480,
        report: () => undefined,
      });
      expect(run.epochs).toHaveLength(1);
      expect(run.epochs[0]?.loss).toBeGreaterThan(0);
      process.stdout.write(`${images} faces of ${photos} photos in ${seconds} s\n`);
    } finally {
      await browser.close();
    }
  });
});
