import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFrame } from '../../src/data/actors/draw-frame';
import { castActor } from '../../src/data/actors/look';
import { pngOf } from '../../src/data/formats/png';
import { filesOfZip } from '../../src/data/formats/zip-files';
import type { RgbaPicture } from '../../src/shared/geometry';
import { EXPRESSIONS } from '../../src/shared/labels';
import { makeActorClip } from '../../tools/actor-clip.mjs';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { readAll, readNumber } from '../../tools/walk/page-figures.mjs';
import { importData, train } from '../../tools/walk/stages.mjs';
import { servedBuild } from './support';

const site = servedBuild();
let browser: Awaited<ReturnType<typeof openBrowser>>;
let photos: string[] = [];

beforeAll(async () => {
  const clip = join(site.folder(), 'actor.y4m');
  await makeActorClip({
    file: clip,
    fps: 10,
    seconds: 4,
    scenes: [{ faces: [{ actor: 0, expression: 'happy' }] }],
  });
  browser = await openBrowser({ origin: site.origin(), video: clip });
  // Dialogs of the system's own, which no test can answer: the browser's private file system stands for the disk.
  await browser.page.addInitScript(() => {
    const chosen = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('sorted', { create: true });
    Object.assign(window, { showDirectoryPicker: chosen });
    Reflect.deleteProperty(window, 'showSaveFilePicker');
  });
  await browser.page.goto(`${site.origin()}?backend=wasm#/data`);
  photos = await writePhotos(browser.page, site.folder());
  const report = () => undefined;
  await importData(browser.page, { data: undefined, report });
  await train(browser, { preset: 'fast', epochs: 1, limit: 280, batch: 32, report });
});
afterAll(() => browser.close());

describe('photos', () => {
  it('are read and lie under an expression, or under the reason why not', async () => {
    const { page } = browser;
    await openStage(page, 'photos');
    await choose(page, 'Choose photos', photos);
    await expect.poll(() => readNumber(page, 'photos-read'), { timeout: 60_000 }).toBe(photos.length);
    const counts = await columnCounts(page);
    expect(counts).toMatchObject({ ':no-face': 1, ':several-faces': 1, ':refused': 1 });
    expect(sum(counts)).toBe(photos.length);
  });

  it('are under no expression when the model is asked to be surer than it is', async () => {
    const { page } = browser;
    const slider = page.getByLabel('Sort when the model is at least this sure');
    await slider.fill('0.2');
    const few = (await columnCounts(page))[':unclear'] ?? 0;
    await slider.fill('0.99');
    await expect.poll(async () => (await columnCounts(page))[':unclear']).toBeGreaterThan(few);
    await slider.fill('0.2');
  });

  it('are moved by a digit and opened by Enter', async () => {
    const { page } = browser;
    const happy = EXPRESSIONS.indexOf('happy') + 1;
    await page.locator('[data-column=":several-faces"] .photo-tile').focus();
    await page.keyboard.press(String(happy));
    await expect.poll(async () => (await columnCounts(page))[':several-faces']).toBe(0);
    expect((await columnCounts(page)).happy).toBeGreaterThan(0);
    await page.getByRole('button', { name: /^moving\.gif/ }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('first frame', { exact: false }).waitFor();
    expect(await dialog.locator('g[data-face]').count()).toBe(1);
    expect(await dialog.locator('.photo-faces > li').count()).toBe(1);
    await dialog.getByLabel('Belongs to').selectOption('happy');
    await page.keyboard.press('Escape');
    await page
      .locator('[data-column="happy"]')
      .getByRole('button', { name: /^moving\.gif/ })
      .waitFor();
  });

  it('are moved by dragging', async () => {
    const { page } = browser;
    await page
      .getByRole('button', { name: /^one\.png/ })
      .dragTo(page.locator('[data-column="sad"] .photo-column-head'));
    await page
      .locator('[data-column="sad"]')
      .getByRole('button', { name: 'one.png, moved by hand' })
      .waitFor();
  });

  it('are copied into folders, and the copies taken back but for one that was changed since', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Write folders' }).click();
    await page.getByText(`${photos.length - 1} copies written.`).waitFor();
    const written = await diskPaths(page);
    expect(written).toHaveLength(photos.length - 1);
    expect(written).toContain('sorted/happy/two.png');
    expect(written).toContain('sorted/sad/one.png');
    await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const folder = await (await root.getDirectoryHandle('sorted')).getDirectoryHandle('happy');
      const file = await (await folder.getFileHandle('two.png')).createWritable();
      await file.write('mine now');
      await file.close();
    });
    await page.getByRole('button', { name: 'Take the copies back' }).click();
    await page.getByText(`${photos.length - 2} copies taken back.`).waitFor();
    await page.getByText('1 copy was changed since and was left.').waitFor();
    expect(await diskPaths(page)).toEqual(['sorted/happy/two.png']);
  });

  it('leave as a zip of folders and as a list', async () => {
    const { page } = browser;
    const zip = await downloaded(page, 'Save a zip');
    const paths = (await filesOfZip(new File([readFileSync(zip)], 'photos.zip'))).map(({ path }) => path);
    expect(paths).toHaveLength(photos.length - 1); // not the one that could not be read
    expect(paths).toContain('happy/two.png');
    expect(paths).toContain('no-face/empty.png');
    const rows = readFileSync(await downloaded(page, 'Save the list (CSV)'), 'utf8')
      .trim()
      .split('\n');
    expect(rows).toHaveLength(1 + photos.length);
    expect(rows.find((row) => row.startsWith('two.png'))).toMatch(/^two\.png,happy,1,,2,0,[^,]+,/);
    expect(rows.find((row) => row.startsWith('moving.gif'))).toMatch(/^moving\.gif,happy,1,,1,1,/);
  });

  it('are streamed into a zip where the browser lets the user choose its place', async () => {
    const { page } = browser;
    await page.evaluate(() => {
      const chosen = async () =>
        (await navigator.storage.getDirectory()).getFileHandle('mine.zip', { create: true });
      Object.assign(window, { showSaveFilePicker: chosen });
    });
    await page.getByRole('button', { name: 'Save a zip' }).click();
    await page.getByText(`${photos.length - 1} photos in mine.zip.`).waitFor();
    const address = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const file = await (await root.getFileHandle('mine.zip')).getFile();
      return new Promise<string>((resolve) => {
        const reader = new FileReader();
        reader.addEventListener('load', () => resolve(String(reader.result)));
        reader.readAsDataURL(file);
      });
    });
    const bytes = Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
    const entries = await filesOfZip(new File([bytes], 'mine.zip'));
    const one = entries.find(({ path }) => path === 'sad/one.png');
    expect(entries).toHaveLength(photos.length - 1);
    expect(Buffer.from((await one?.read()) ?? [])).toEqual(readFileSync(join(site.folder(), 'one.png')));
  });

  it('become a dataset: those moved by hand, or all under an expression', async () => {
    const { page } = browser;
    await page.getByText('Only what I moved').click();
    await page.getByRole('button', { name: 'Make a dataset of 3 photos' }).waitFor();
    await page.getByText('All sorted').click();
    const counts = await columnCounts(page);
    const sorted = sum(Object.fromEntries(Object.entries(counts).filter(([name]) => !name.startsWith(':'))));
    await page.getByRole('button', { name: `Make a dataset of ${sorted} photos` }).click();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await expect.poll(() => readNumber(page, 'import-images'), { timeout: 60_000 }).toBe(sorted);
  });

  it('dropped on Live several at once go to be sorted', async () => {
    const { page } = browser;
    await openStage(page, 'live');
    await choose(page, 'Choose a picture', photos.slice(0, 2));
    await page.getByRole('heading', { level: 1, name: 'Photos' }).waitFor();
    // Those moved by hand would be lost.
    await page.getByRole('button', { name: 'Go on without them' }).click();
    await expect.poll(() => readNumber(page, 'photos-read'), { timeout: 60_000 }).toBe(2);
  });
});

describe('a video file', () => {
  it('is read frame by frame, played with its boxes, and written anew', async () => {
    const { page } = browser;
    await openStage(page, 'live');
    const film = await filmed(page);
    await choose(page, 'Choose a picture', [film]);
    await page.locator('[data-exact="true"]').waitFor({ timeout: 120_000 });
    const frames = await readNumber(page, 'live-frames');
    expect(frames).toBeGreaterThan(10);
    for (const ms of [500, 900, 600]) {
      await page.getByLabel('Show this moment of the video').fill(String(ms));
      await expect
        .poll(() => page.evaluate(() => document.querySelector('video')?.currentTime))
        .toBeCloseTo(ms / 1000, 1);
    }
    expect(await paintedPixels(page)).toBeGreaterThan(0);
    await useStrip(page);
    const annotated = await downloaded(page, 'Save the video with boxes');
    await choose(page, 'Choose a picture', [annotated]);
    await expect.poll(() => readNumber(page, 'live-frames'), { timeout: 120_000 }).toBe(frames);
  });

  it('keeps what was read before a stop', async () => {
    const { page } = browser;
    const film = await filmed(page);
    await choose(page, 'Choose a picture', [film]);
    await page.getByRole('progressbar', { name: 'Reading the video' }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.locator('[data-exact]').waitFor();
    expect(await readNumber(page, 'live-frames')).toBeGreaterThan(0);
  });

  it('that is none is refused, and another one can be chosen', async () => {
    const { page } = browser;
    const file = join(site.folder(), 'holiday.mp4');
    writeFileSync(file, 'not a video');
    await choose(page, 'Choose a picture', [file]);
    const alert = page.locator('[role="alert"][data-error="live/bad-video"]');
    await alert.getByRole('button', { name: 'Choose a picture' }).waitFor();
  });
});

async function openStage(page: Page, stage: string): Promise<void> {
  await page.locator(`nav a[href="#/${stage}"]`).first().click();
}

async function choose(page: Page, button: string, files: readonly string[]): Promise<void> {
  const dialog = page.waitForEvent('filechooser');
  await page.getByRole('main').getByRole('button', { name: button }).first().click();
  await (await dialog).setFiles([...files]);
}

async function downloaded(page: Page, button: string): Promise<string> {
  const download = page.waitForEvent('download', { timeout: 120_000 });
  await page.getByRole('button', { name: button }).click();
  const path = join(site.folder(), (await download).suggestedFilename());
  await (await download).saveAs(path);
  return path;
}

/** Three seconds or so of the camera. */
async function filmed(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Start camera' }).click();
  const atLeast = async (frames: number) =>
    expect
      .poll(() => readNumber(page, 'live-frames'), { timeout: 60_000 })
      .toBeGreaterThan(((await readNumber(page, 'live-frames')) ?? 0) + frames);
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await atLeast(20);
  return downloaded(page, 'Stop and save the film');
}

/** A click shows its moment, drag and wheel move the window, and a mark is set where the video stands. */
async function useStrip(page: Page): Promise<void> {
  const strip = page.locator('.timeline-strip');
  const canvas = strip.locator('canvas');
  await strip.scrollIntoViewIfNeeded();
  const { x = 0, y = 0, width = 0 } = (await strip.boundingBox()) ?? {};
  const playhead = async () => {
    const place = await page.locator('.timeline-playhead').boundingBox();
    return place ? (place.x + place.width / 2 - x) / width : NaN;
  };
  await page.mouse.click(x + 0.75 * width, y + 40);
  await expect.poll(playhead).toBeCloseTo(0.75, 1);
  await page.getByLabel('Text of the mark').fill('a joke');
  await page.getByLabel('Text of the mark').press('Enter');
  await page.getByRole('list', { name: 'Marks' }).getByText('a joke').waitFor();
  expect(await strip.locator('.timeline-marker[title="a joke"]').count()).toBe(1);
  const whole = await canvas.getAttribute('aria-label');
  await strip.scrollIntoViewIfNeeded();
  const { y: top = 0 } = (await strip.boundingBox()) ?? {};
  await page.mouse.move(x + 0.75 * width, top + 40);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await expect.poll(() => canvas.getAttribute('aria-label')).not.toBe(whole);
  await expect.poll(playhead).toBeCloseTo(0.75, 1); // it zooms around the pointer
  await page.mouse.down();
  await page.mouse.move(x + 0.95 * width, top + 40, { steps: 4 });
  await page.mouse.up();
  await expect.poll(playhead).toBeCloseTo(0.95, 1);
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await expect.poll(() => canvas.getAttribute('aria-label')).toBe(whole);
}

async function columnCounts(page: Page): Promise<Record<string, number>> {
  return Object.fromEntries(
    (await readAll(page, 'photos-in-column')).map(({ label, value }) => [label, value]),
  );
}

/** The files in the browser's private file system that stand for those on a disk. */
function diskPaths(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, at: string): Promise<void> => {
      // Not in TypeScript's library.
      const entries = folder as unknown as AsyncIterable<[string, FileSystemHandle]>;
      for await (const [name, handle] of entries)
        if (handle.kind === 'file') found.push(`${at}${name}`);
        else await walk(handle as FileSystemDirectoryHandle, `${at}${name}/`);
    };
    await walk(await navigator.storage.getDirectory(), '');
    return found.toSorted();
  });
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** How much of the boxes' layer is not empty. */
function paintedPixels(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.viewer-overlay');
    const { width = 0, height = 0 } = canvas ?? {};
    const data = canvas?.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    return [...data].filter((value, at) => at % 4 === 3 && value > 0).length;
  });
}

/** Actors as PNG, JPEG and a GIF that moves, a picture without a face, one with two, and a file that is none. */
async function writePhotos(page: Page, folder: string): Promise<string[]> {
  const alone = (['happy', 'surprise', 'angry'] as const).map((expression, actor) =>
    drawFrame({
      width: 480,
      height: 480,
      faces: [{ actor: castActor(3, actor), expression, centre: { x: 240, y: 230 }, side: 250, roll: 0 }],
      noiseSeed: actor,
    }),
  );
  const [first, second, third] = alone as [RgbaPicture, RgbaPicture, RgbaPicture]; // three expressions
  const two = drawFrame({
    width: 640,
    height: 480,
    faces: [170, 470].map((x, actor) => ({
      actor: castActor(3, actor),
      expression: 'neutral' as const,
      centre: { x, y: 230 },
      side: 190,
      roll: 0,
    })),
    noiseSeed: 9,
  });
  const empty = drawFrame({ width: 320, height: 240, faces: [], noiseSeed: 1 });
  const files: Record<string, Uint8Array> = {
    'one.png': await colourPng(first),
    'two.png': await colourPng(two),
    'empty.png': await colourPng(empty),
    'other.jpg': await jpegOf(page, await colourPng(second)),
    'moving.gif': movingGif(third),
    'broken.jpg': Buffer.from('not a picture'),
  };
  return Object.entries(files).map(([name, bytes]) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  });
}

function colourPng({ width, height, data }: RgbaPicture): Promise<Uint8Array> {
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1)
    rgb.set(data.subarray(4 * pixel, 4 * pixel + 3), 3 * pixel);
  return pngOf(rgb, { width, height, channels: 3 });
}

async function jpegOf(page: Page, png: Uint8Array): Promise<Buffer> {
  const address = await page.evaluate(
    async (bytes) => {
      const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: picture.width, height: picture.height });
      canvas.getContext('2d')?.drawImage(picture, 0, 0);
      return canvas.toDataURL('image/jpeg', 0.9);
    },
    [...png],
  );
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}

const CLEAR = 128;
const END = 129;
const BEFORE_CODES_GROW = 126;

/** Two frames of 128 greys. Codes are cleared before they grow, so that every one is a byte. */
function movingGif({ width, height, data }: RgbaPicture): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const table = Array.from({ length: 128 }, (_, level) => [2 * level, 2 * level, 2 * level]).flat();
  const codes: number[] = [];
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (pixel % BEFORE_CODES_GROW === 0) codes.push(CLEAR);
    codes.push((data[4 * pixel + 1] ?? 0) >> 1);
  }
  codes.push(END);
  const blocks: number[] = [];
  for (let at = 0; at < codes.length; at += 255) {
    const block = codes.slice(at, at + 255);
    blocks.push(block.length, ...block);
  }
  const frame = [0x2c, 0, 0, 0, 0, ...size, 0, 7, ...blocks, 0];
  return Buffer.from([...Buffer.from('GIF89a'), ...size, 0xe6, 0, 0, ...table, ...frame, ...frame, 0x3b]);
}
