import { describe, expect, it } from 'vitest';
import { decodeJpegGrey } from '../../../src/data/formats/jpeg-grey';
import { randomUniform } from '../../../src/shared/random';
import { ORDINARY, OTHERS } from './jpeg-files';

describe('grey levels of a JPEG', () => {
  it.each(Object.entries(ORDINARY))('are those of the browser: %s', async (_, text) => {
    const file = bytesOf(text);
    expect(decodeJpegGrey(file)?.pixels).toEqual(await byBrowser(file));
  });

  it.each([
    [48, 48, 0.9],
    [48, 48, 0.3],
    [47, 65, 0.75],
    [200, 8, 1],
  ])('are those of the browser in its own files: %s x %s, quality %s', async (width, height, quality) => {
    for (let seed = 0; seed < 10; seed += 1) {
      const file = await encoded(width, height, { quality, seed });
      expect(decodeJpegGrey(file)).toEqual({ width, height, pixels: await byBrowser(file) });
    }
  });
});

describe('a JPEG that is not ordinary', () => {
  it.each(Object.entries(OTHERS))('is left to the browser: %s', (_, text) => {
    expect(decodeJpegGrey(bytesOf(text))).toBeUndefined();
  });

  it('is left to the browser wherever it is cut short', () => {
    const file = bytesOf(ORDINARY['colour 4:2:0']);
    for (let length = 0; length < file.length; length += 1)
      expect(decodeJpegGrey(file.subarray(0, length))).toBeUndefined();
  });

  it('is left to the browser when something follows it', () => {
    const file = bytesOf(ORDINARY.grey);
    const longer = Uint8Array.of(...file.subarray(0, -2), 0, ...file.subarray(-2));
    expect(decodeJpegGrey(longer)).toBeUndefined();
  });

  it('with any byte changed gives a picture of the size it claims, or none', () => {
    const file = bytesOf(ORDINARY['grey, coarse, own tables']);
    const undamaged = decodeJpegGrey(file);
    for (let at = 0; at < file.length; at += 1) {
      const changed = file.slice();
      changed[at] = Math.floor(randomUniform(at, 1) * 256);
      const picture = decodeJpegGrey(changed);
      if (picture) expect(picture.pixels.length).toBe(picture.width * picture.height);
    }
    expect(decodeJpegGrey(file)).toEqual(undamaged); // nothing is left of the damaged ones
  });
});

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** [height, width]: the red of a grey picture, the Y of a colour one. */
async function byBrowser(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const decoder = new ImageDecoder({ data, type: 'image/jpeg', colorSpaceConversion: 'none' });
  const { image } = await decoder.decode();
  const bytes = new Uint8Array(image.allocationSize());
  const [{ offset, stride }] = (await image.copyTo(bytes)) as [PlaneLayout];
  const step = image.format?.length === 4 && image.format.endsWith('X') ? 4 : 1;
  const { codedWidth: width, codedHeight: height } = image;
  image.close();
  decoder.close();
  return Uint8Array.from(
    { length: width * height },
    (_, at) => bytes[offset + Math.floor(at / width) * stride + (at % width) * step] as number,
  );
}

/** Colour noise on waves. */
async function encoded(
  width: number,
  height: number,
  { quality, seed }: { quality: number; seed: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const image = new ImageData(width, height);
  for (let at = 0; at < image.data.length; at += 1) {
    const wave = 60 * Math.sin((at % (width * 4)) * 0.02 * (seed + 1));
    image.data[at] = at % 4 === 3 ? 255 : 128 + wave + 150 * (randomUniform(seed, at) - 0.5);
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  return new Uint8Array(await blob.arrayBuffer());
}
