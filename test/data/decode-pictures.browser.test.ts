import { describe, expect, it } from 'vitest';
import { decodeColours } from '../../src/data/decode-colours';
import { decodePictures } from '../../src/data/decode-pictures';
import { readPictureHeader } from '../../src/shared/picture-header';
import { pictureFile } from './tiny-pictures';

async function pixelsOf(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const [decoded] = await decodePictures([file]);
  if (!decoded || !('pixels' in decoded)) throw new Error(`not decoded: ${JSON.stringify(decoded)}`);
  return decoded.pixels;
}

/** What the page would show: the way every browser has. */
async function shown(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(new Blob([file]), { colorSpaceConversion: 'none' });
  const context = new OffscreenCanvas(48, 48).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  return Uint8Array.from(context?.getImageData(0, 0, 48, 48).data.filter((_, at) => at % 4 === 0) ?? []);
}

async function drawnPng(
  draw: (context: OffscreenCanvasRenderingContext2D) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(48, 48);
  const context = canvas.getContext('2d');
  if (context) draw(context);
  return new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
}

/** 48 x 48 px, 24 bits: the common kind. */
function bmpOf(level: (x: number, y: number) => number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(54 + 48 * 48 * 3);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, 48, true);
  view.setInt32(22, 48, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let at = 0; at < 2304; at += 1)
    bytes.fill(level(at % 48, 47 - Math.floor(at / 48)), 54 + 3 * at, 57 + 3 * at);
  return bytes;
}

/** A JPEG with an APP1 of one EXIF entry: orientation 6, the top of the picture is at its right. */
function turnedRight(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const exif = [0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1];
  const orientation = [1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
  const parts = [file.subarray(0, 2), Uint8Array.from([...exif, ...orientation]), file.subarray(2)];
  const turned = new Uint8Array(file.length + 36);
  let at = 0;
  for (const part of parts) {
    turned.set(part, at);
    at += part.length;
  }
  return turned;
}

describe('decoding pictures', () => {
  it('keeps every grey level of a 48 x 48 PNG', async () => {
    const pixels = await pixelsOf(await pictureFile((x, y) => (x * 5 + y * 48) % 256));
    expect(pixels).toEqual(
      Uint8Array.from({ length: 2304 }, (_, at) => ((at % 48) * 5 + Math.floor(at / 48) * 48) % 256),
    );
  });

  it('gives the grey levels of a JPEG that the browser shows', async () => {
    const file = await pictureFile((x, y) => 128 + 100 * Math.sin(x / 3) * Math.cos(y / 5), {
      type: 'image/jpeg',
    });
    expect(await pixelsOf(file)).toEqual(await shown(file));
  });

  it('gives the grey levels of a WebP that the browser shows, lossless and lossy', async () => {
    const level = (x: number, y: number) => 128 + 100 * Math.sin(x / 3) * Math.cos(y / 5);
    for (const quality of [1, 0.8]) {
      const file = await pictureFile(level, { type: 'image/webp', quality });
      const [pixels, expected] = [await pixelsOf(file), await shown(file)];
      // A lossy WebP is stored as YUV: its greys come back a little coloured.
      expect(Math.max(...pixels.map((grey, at) => Math.abs(grey - (expected[at] ?? 0))))).toBeLessThan(3);
    }
  });

  it('reads a BMP, whose rows stand from the bottom up', async () => {
    const pixels = await pixelsOf(bmpOf((x, y) => (x + 5 * y) % 256));
    expect([pixels[0], pixels[47], pixels[48], pixels[2303]]).toEqual([0, 47, 5, (47 + 5 * 47) % 256]);
  });

  it('weighs colours, whichever way the browser decodes them', async () => {
    const file = await drawnPng((context) => {
      for (const [place, colour] of ['#f00', '#0f0', '#00f'].entries()) {
        context.fillStyle = colour;
        context.fillRect(place * 16, 0, 16, 48);
      }
    });
    const pixels = await pixelsOf(file);
    expect([pixels[0], pixels[16], pixels[32]]).toEqual([76, 150, 29]);
  });

  it('puts transparent pictures on black', async () => {
    const file = await drawnPng((context) => {
      context.fillStyle = 'rgb(255 255 255 / 50%)';
      context.fillRect(0, 0, 24, 48);
    });
    const pixels = await pixelsOf(file);
    expect(pixels[0]).toBeCloseTo(128, -1);
    expect(pixels[47]).toBe(0);
  });

  it('averages larger pictures down', async () => {
    // Each 2 x 2 block holds 10, 20, 30 and 40.
    const pixels = await pixelsOf(
      await pictureFile((x, y) => 10 + 10 * (x % 2) + 20 * (y % 2), { width: 96, height: 96 }),
    );
    expect(new Set(pixels)).toEqual(new Set([25]));
  });

  it('takes the middle of a picture that is not square', async () => {
    const pixels = await pixelsOf(
      await pictureFile((x) => (x >= 24 && x < 72 ? 100 : 0), { width: 96, height: 48 }),
    );
    expect(new Set(pixels)).toEqual(new Set([100]));
  });

  it('turns a JPEG as its EXIF says', async () => {
    const file = await pictureFile((x) => (x < 24 ? 0 : 255), { type: 'image/jpeg' });
    const pixels = await pixelsOf(turnedRight(file));
    expect([pixels[0], pixels[47]]).toEqual([0, 0]); // the left half is now on top
    expect(pixels[47 * 48]).toBe(255);
  });

  it('makes a JPEG of more than 16 megapixels smaller while it is decoded, and turns it as its EXIF says', async () => {
    const canvas = new OffscreenCanvas(5000, 4000);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D; // never null on a fresh canvas
    context.fillStyle = 'white';
    context.fillRect(2500, 0, 2500, 4000); // the right half; the left one is black
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    const plain = new Uint8Array(await blob.arrayBuffer());
    for (const [file, isTurned] of [
      [plain, false],
      [turnedRight(plain), true],
    ] as const) {
      const header = readPictureHeader(file);
      const picture = header && (await decodeColours(file, header));
      if (!picture) throw new Error('not decoded');
      const { width, height, data } = picture;
      expect(width * height).toBeLessThanOrEqual(16e6);
      expect(width / height).toBeCloseTo(isTurned ? 0.8 : 1.25, 2);
      const last = (height - 1) * width; // of the first column
      expect([data[0], data[4 * (width - 1)], data[4 * last]]).toEqual(isTurned ? [0, 0, 255] : [0, 255, 0]);
    }
  });

  it('says which pictures it cannot read, and goes on with the others', async () => {
    const good = await pictureFile(() => 77);
    const [cut, text, fine] = await decodePictures([
      good.slice(0, 60),
      new TextEncoder().encode('no picture'),
      good,
    ]);
    expect(cut).toEqual({ reason: 'picture-unreadable' });
    expect(text).toEqual({ reason: 'picture-unreadable' });
    expect(fine).toEqual({ pixels: new Uint8Array(2304).fill(77) });
  });

  it('refuses a picture that claims to be enormous before decoding it', async () => {
    const bomb = await pictureFile(() => 0);
    new DataView(bomb.buffer).setUint32(16, 3_000_000); // width, in IHDR
    expect(await decodePictures([bomb])).toEqual([
      { reason: 'picture-size', expected: '≤ 100 MP', found: '3000000 x 48' },
    ]);
  });
});
