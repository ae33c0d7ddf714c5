import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { importData } from '../../tools/walk/stages.mjs';
import { csvText } from '../data/tiny-fer2013';
import { servedBuild } from './support';

const site = servedBuild();
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  browser = await openBrowser({ origin: site.origin() });
  await browser.page.goto(`${site.origin()}#/data`);
});
afterAll(() => browser.close());

const imported = (data: string) => importData(browser.page, { data, report: () => undefined });

/** 48 x 48 px of one grey level, as a BMP of 24 bits. */
function bmpOf(level: number): Buffer {
  const bytes = Buffer.alloc(54 + 48 * 48 * 3, level);
  bytes.fill(0, 0, 54);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(48, 18);
  bytes.writeInt32LE(48, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

function folderOf(files: Readonly<Record<string, Buffer>>): string {
  const folder = join(site.folder(), 'faces');
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

describe('the doors into the data', () => {
  it('take fer2013.tar.gz', async () => {
    const csv = csvText(Array.from({ length: 12 }, (_, index) => ({ level: index % 8, emotion: index % 7 })));
    const header = { name: 'fer2013/fer2013.csv', size: csv.length, type: 'file' } as const;
    const file = join(site.folder(), 'fer2013.tar.gz');
    writeFileSync(file, gzipSync(await packTar([{ header, body: csv }])));
    expect(await imported(file)).toMatchObject({
      kind: 'fer2013-csv',
      images: 12,
      rejected: 0,
      findings: { exactDuplicates: 4 },
    });
  });

  it('take a folder with a folder for every label in it', async () => {
    const folder = folderOf({
      'train/wink/1.bmp': bmpOf(10),
      'train/frown/2.bmp': bmpOf(20),
      'validation/wink/3.bmp': bmpOf(30),
      'notes.txt': Buffer.from('mine'),
    });
    expect(await imported(folder)).toMatchObject({
      kind: 'image-folders',
      images: 3,
      splits: { train: { wink: 1, frown: 1 }, validation: { wink: 1 } },
      findings: { exactDuplicates: 0, acrossSplits: 0, contradictory: 0 },
    });
    expect(browser.consoleErrors).toEqual([]);
    expect(browser.requestsToOtherOrigins).toEqual([]);
  });
});
