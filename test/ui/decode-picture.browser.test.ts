import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../src/ui/decode-picture';

/** A JPEG that is black on the left and white on the right. */
async function halves(width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D; // never null on a fresh canvas
  context.fillStyle = 'white';
  context.fillRect(width / 2, 0, width / 2, height);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
}

/** The first bytes of a PNG that claims so many pixels, and nothing more. */
function claimedPng(width: number, height: number): Blob {
  const start = new DataView(new ArrayBuffer(33));
  start.setUint32(0, 0x89504e47);
  start.setUint32(4, 0x0d0a1a0a);
  start.setUint32(8, 13);
  start.setUint32(12, 0x49484452);
  start.setUint32(16, width);
  start.setUint32(20, height);
  return new Blob([start]);
}

describe('a picture for Live', () => {
  it('comes as large as it is', async () => {
    const { width, height } = await decodePicture(await halves(400, 300), 'me.jpg');
    expect([width, height]).toEqual([400, 300]);
  });

  it('of more than 16 megapixels is made smaller and keeps its shape', async () => {
    const picture = await decodePicture(await halves(5000, 4000), 'me.jpg');
    expect(picture.width * picture.height).toBeLessThanOrEqual(16e6);
    expect(picture.width).toBeGreaterThan(3500);
    expect(picture.width / picture.height).toBeCloseTo(1.25, 2);
  });

  it.each([
    ['more pixels than are read', claimedPng(20_000, 20_000)],
    ['more bytes than are read', new Blob([new Uint8Array(64 * 1024 ** 2 + 1)])],
  ])('with %s is refused by name before it is decoded', async (_what, file) => {
    await expect(decodePicture(file, 'huge.png')).rejects.toMatchObject({
      code: 'live/picture-too-large',
      details: { name: 'huge.png' },
    });
  });

  it('that is none, or breaks off, is refused by name', async () => {
    for (const file of [new Blob(['not a picture']), claimedPng(40, 30)]) {
      await expect(decodePicture(file, 'me.png')).rejects.toMatchObject({ code: 'live/bad-picture' });
    }
  });
});
