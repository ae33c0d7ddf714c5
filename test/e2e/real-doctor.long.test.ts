import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { BlobReader, configure, type FileEntry, ZipReader } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { importData } from '../../tools/walk/stages.mjs';
import { unpackEntry } from '../../src/data/zip-entry';
import { servedBuild } from './support';

// The folder of the real data, which is not ours to ship. Without it these tests are skipped.
const folder = process.env.MIEN_DATA;

/** The plain script: files with the same bytes, counted. */
async function countEqualFiles(path: string) {
  configure({ useWebWorkers: false });
  const archive = await openAsBlob(path);
  const read = async (offset: number, length: number) =>
    new Uint8Array(await archive.slice(offset, offset + length).arrayBuffer());
  const groups = new Map<string, string[]>();
  const entries = await new ZipReader(new BlobReader(archive)).getEntries();
  for (const entry of entries.filter((known): known is FileEntry => !known.directory)) {
    const hash = createHash('sha256')
      .update(await unpackEntry(entry, read))
      .digest('hex');
    groups.set(hash, [...(groups.get(hash) ?? []), entry.filename]);
  }
  const all = [...groups.values()];
  const labelOf = (name: string) => name.split('/').at(-2);
  const isTraining = (name: string) => name.includes('/Training_');
  return {
    surplus: all.reduce((sum, names) => sum + names.length - 1, 0),
    across: all
      .filter((names) => names.some(isTraining))
      .flatMap((names) => names.filter((name) => !isTraining(name))).length,
    contradictory: all.filter((names) => new Set(names.map(labelOf)).size > 1).flat().length,
  };
}

describe.skipIf(folder === undefined)('the doctor on the real FER2013 archive (MIEN_DATA)', () => {
  const site = servedBuild();

  it('counts the exact copies that a plain script counts, and finds near and mirrored ones', async () => {
    const path = join(folder ?? '', 'fer2013-images.zip');
    const browser = await openBrowser({ origin: site.origin() });
    try {
      const { page } = browser;
      await page.goto(`${site.origin()}#/data`);
      await importData(page, { data: path, report: () => undefined });
      await page.getByRole('button', { name: 'Examine the faces' }).click();
      const figure = (name: string, label?: string) =>
        page.locator(`data[data-figure="${name}"]${label ? `[data-label="${label}"]` : ''}`);
      await figure('doctor-seconds').waitFor({ timeout: 600_000 });
      const count = async (finding: string) => Number(await figure('finding', finding).getAttribute('value'));
      const plain = await countEqualFiles(path);
      expect(plain).toEqual({ surplus: 1532, across: 280, contradictory: 129 });
      await page
        .getByRole('button', { name: /: Exact copies$/ })
        .last()
        .click();
      await expect.poll(() => figure('excluded').getAttribute('value')).toBe(String(plain.surplus));
      expect(await count('copies-across')).toBe(plain.across);
      expect(await count('contradictory')).toBe(plain.contradictory);
      // The browser's JPEG decoder may move a correlation across the limit, so these are near, not exact.
      expect(Math.abs((await count('near')) - 2101)).toBeLessThan(30);
      expect(Math.abs((await count('mirrored')) - 24)).toBeLessThan(6);
      expect(await count('blank')).toBe(12);
      process.stdout.write(`examined in ${await figure('doctor-seconds').getAttribute('value')} s\n`);
    } finally {
      await browser.close();
    }
  });
});
