import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { downloadZip } from 'client-zip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { readNumber } from '../../tools/walk/page-figures.mjs';
import { importData, train } from '../../tools/walk/stages.mjs';
import { drawFrame } from '../../src/data/actors/draw-frame';
import { castActor } from '../../src/data/actors/look';
import { pngOf } from '../../src/data/formats/png';
import { csvText } from '../data/tiny-fer2013';
import { servedBuild } from './support';

const site = servedBuild();
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  browser = await openBrowser({ origin: site.origin() });
  // A dialog of the system's own, which no test can answer; without it an export is a download.
  await browser.page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await browser.page.goto(`${site.origin()}?backend=wasm#/data`);
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
  });

  it('take the CSV inside a zip', async () => {
    const csv = csvText(
      Array.from({ length: 20 }, (_, index) => ({ level: 100 + index, emotion: index % 7 })),
    );
    expect(await imported(await zipFile('archive.zip', { 'data/icml_face_data.csv': csv }))).toMatchObject({
      kind: 'fer2013-csv',
      images: 20,
    });
  });

  it('take a dropped file after one press, and nothing when the user thinks better of it', async () => {
    const { page } = browser;
    const text = csvText(Array.from({ length: 25 }, (_, index) => ({ level: 50 + index })));
    const drop = () =>
      page.evaluate((csv) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([csv], 'dropped.csv'));
        dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
      }, text);
    const before = await page.getByRole('radio').count();
    await drop();
    await expect.poll(() => readNumber(page, 'preview-images')).toBe(25);
    await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => page.getByRole('radio').count()).toBe(before);
    await drop();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await expect.poll(() => readNumber(page, 'import-images')).toBe(25);
    expect(await page.getByRole('radio').count()).toBe(before + 1);
  });

  it('take loose pictures into expressions that the user names, by keyboard', async () => {
    const { page } = browser;
    const files = folderOf({ 'loose/1.bmp': bmpOf(60), 'loose/2.bmp': bmpOf(70), 'loose/3.bmp': bmpOf(80) });
    await page.getByRole('button', { name: 'Sort pictures by hand' }).press('Enter');
    for (const [name, pictures] of [
      ['wink', ['1.bmp']],
      ['yawn', ['2.bmp', '3.bmp']],
    ] as const) {
      // Asked for early: a key arrives sooner than the browser learns that its dialog is answered here.
      const dialog = page.waitForEvent('filechooser');
      await page.getByRole('textbox', { name: 'Expression' }).fill(name);
      // Faster than any user: the button opens with the name, and Tab would step over a closed one.
      await expect
        .poll(() => page.locator('button:has(+ [data-input="own-pictures"])').isEnabled())
        .toBe(true);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await (await dialog).setFiles(pictures.map((picture) => join(files, 'loose', picture)));
    }
    await page.getByRole('button', { name: 'Continue' }).press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).fill('Mine');
    await page.getByRole('button', { name: 'Import', exact: true }).press('Enter');
    await expect.poll(() => readNumber(page, 'import-images')).toBe(3);
    expect(await page.getByRole('radio', { name: /^Mine/ }).isChecked()).toBe(true);
    expect(await page.locator('tr[data-label="yawn"]').innerText()).toMatch(/2$/);
  });

  it('take GENKI-4K, and the network learns smiles from it', async () => {
    const { page } = browser;
    const result = await imported(await zipFile('genki4k.zip', await genkiFiles(40)));
    expect(result).toMatchObject({
      kind: 'genki4k',
      images: 40,
      rejected: 2,
      rejectedListed: 2,
      rejectedByReason: { 'file-missing': 1, 'no-face': 1 },
      splits: { train: { smile: 16, unsmile: 16 }, validation: { smile: 2, unsmile: 2 } },
    });
    const run = await train(browser, {
      preset: 'fast',
      epochs: 2,
      batch: 8,
      report: () => undefined,
    });
    expect(run.epochs).toHaveLength(2);
    await page.locator('nav a[href="#/data"]').first().click();
  });
});

describe('a stored dataset', () => {
  it('is renamed, drawn anew beside itself, and saved as a file that gives it back', async () => {
    const { page } = browser;
    const rows = Array.from({ length: 140 }, (_, index) => ({ level: index, emotion: index % 7 }));
    const file = join(site.folder(), 'keep.csv');
    writeFileSync(file, csvText(rows));
    await imported(file);
    await page.getByRole('button', { name: 'Rename keep' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Kept: mine');
    await page.getByRole('button', { name: 'Save the name' }).click();
    await page.getByRole('radio', { name: /^Kept: mine/ }).waitFor();

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Zip of pictures' }).click();
    expect((await download).suggestedFilename()).toBe('Kept_ mine.zip');
    const saved = join(site.folder(), 'saved.zip');
    await (await download).saveAs(saved);

    const datasets = await page.getByRole('radio').count();
    await page.getByText('Draw the parts anew').click();
    await page.getByLabel('Validation, percent').fill('20');
    await page.getByRole('button', { name: 'Make the new dataset' }).click();
    await expect.poll(() => page.getByRole('radio').count()).toBe(datasets + 1);
    await page.getByText('Seed 2013: 20% validation').waitFor();

    // The same content is stored once: what comes back is the dataset that went out.
    expect(await imported(saved)).toMatchObject({ kind: 'fer2013-csv', images: 140, rejected: 0 });
    expect(await page.getByRole('radio', { name: /^Kept: mine 140/ }).isChecked()).toBe(true);
    expect(await page.getByRole('radio').count()).toBe(datasets + 1);
  });

  it('tells how much it takes, what the browser estimates to be free, and what it promised', async () => {
    const { page } = browser;
    expect(await readNumber(page, 'stored-bytes')).toBeGreaterThan(140 * 2306);
    expect(await readNumber(page, 'free-bytes')).toBeGreaterThan(0);
    expect(await page.getByRole('main').innerText()).toMatch(/may clear it|has promised to keep it/);
  });

  it('left nothing in the console and asked nobody', () => {
    expect(browser.consoleErrors).toEqual([]);
    expect(browser.requestsToOtherOrigins).toEqual([]);
  });
});

async function zipFile(
  name: string,
  entries: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>,
): Promise<string> {
  const files = Object.entries(entries).map(([path, input]) => ({ name: path, input }));
  const file = join(site.folder(), name);
  writeFileSync(file, new Uint8Array(await downloadZip(files).arrayBuffer()));
  return file;
}

/** Photos of drawn people, every second one smiling; then one of nobody, and one that is only in the list. */
async function genkiFiles(people: number): Promise<Record<string, string | Uint8Array<ArrayBuffer>>> {
  const smiles = Array.from({ length: people + 2 }, (_, index) => index % 2);
  const entries: Record<string, string | Uint8Array<ArrayBuffer>> = {
    'labels.txt': smiles.map((smile) => `${smile} 0.1 -0.2 0.03\n`).join(''),
  };
  for (let index = 0; index <= people; index += 1) {
    const path = `files/file${String(index + 1).padStart(4, '0')}.jpg`;
    entries[path] = await photo(index, index === people ? [] : [smiles[index] ? 'happy' : 'neutral']);
  }
  return entries;
}

async function photo(
  seed: number,
  expressions: readonly ('happy' | 'neutral')[],
): Promise<Uint8Array<ArrayBuffer>> {
  const faces = expressions.map((expression) => ({
    actor: castActor(77, seed),
    expression,
    centre: { x: 160, y: 110 },
    side: 130,
    roll: 0,
  }));
  const { data, width, height } = drawFrame({ width: 320, height: 220, faces, noiseSeed: seed });
  const colours = Uint8Array.from(data).filter((_, at) => at % 4 !== 3);
  return pngOf(colours, { width, height, channels: 3 });
}
