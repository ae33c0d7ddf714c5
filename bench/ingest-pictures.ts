import { randomUniform } from '../src/shared/random';

const SIDE = 48;

/** Smooth grey pictures as JPEG files in base64, every one different; about the size of FER2013's. */
export async function encodePictures(from: number, count: number): Promise<string[]> {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gave no 2D canvas.');
  const files: string[] = [];
  for (let number = from; number < from + count; number += 1) {
    context.putImageData(picture(number), 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    files.push(base64(new Uint8Array(await blob.arrayBuffer())));
  }
  return files;
}

function picture(number: number): ImageData {
  const waves = Array.from({ length: 5 }, (_, wave) => ({
    x: randomUniform(number, wave, 0) * 0.5,
    y: randomUniform(number, wave, 1) * 0.5,
    phase: randomUniform(number, wave, 2) * 6.3,
  }));
  const image = new ImageData(SIDE, SIDE);
  for (let at = 0; at < SIDE * SIDE; at += 1) {
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
    const level = waves.reduce((sum, wave) => sum + 25 * Math.sin(wave.x * x + wave.y * y + wave.phase), 128);
    const grain = 12 * (randomUniform(number, at, 3) - 0.5);
    image.data.set([level + grain, level + grain, level + grain, 255], at * 4);
  }
  return image;
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
