import { describe, expect, it } from 'vitest';
import { cropFace } from '../../src/faces/crop';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import type { RgbaPicture } from '../../src/shared/geometry';

type Rgb = readonly [number, number, number];

function picture(width: number, height: number, colourAt: (x: number, y: number) => Rgb): RgbaPicture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set([...colourAt(x, y), 255], 4 * (y * width + x));
  }
  return { width, height, data };
}
const grey = (value: number): Rgb => [value, value, value];
const small = { height: 2, width: 2, channels: 1 } as const;

describe('cropping a face', () => {
  it('copies a square of the same size pixel by pixel', () => {
    const source = picture(4, 4, (x, y) => grey(10 * (4 * y + x)));
    const crop = cropFace(source, { centre: { x: 2, y: 2 }, side: 2, roll: 0 }, small);
    expect([...crop]).toEqual([50, 60, 90, 100]);
  });

  it('averages what falls into one pixel', () => {
    const source = picture(4, 4, (x, y) => grey((x < 2 ? 0 : 100) + (y < 2 ? 0 : 40) + ((x + y) % 2) * 20));
    const crop = cropFace(source, { centre: { x: 2, y: 2 }, side: 4, roll: 0 }, small);
    expect([...crop]).toEqual([10, 110, 50, 150]);
  });

  it('does not alias: stripes of one pixel become even grey', () => {
    const stripes = picture(256, 256, (x) => grey(x % 2 === 0 ? 0 : 200));
    const crop = cropFace(stripes, { centre: { x: 128, y: 128 }, side: 250, roll: 0 }, FER2013_IMAGE);
    expect(Math.min(...crop)).toBeGreaterThan(75);
    expect(Math.max(...crop)).toBeLessThan(125);
  });

  it('weighs red, green and blue as television does', () => {
    const one = { height: 1, width: 1, channels: 1 } as const;
    const greyOf = (colour: Rgb) =>
      cropFace(
        picture(1, 1, () => colour),
        { centre: { x: 0.5, y: 0.5 }, side: 1, roll: 0 },
        one,
      )[0];
    expect([greyOf([200, 0, 0]), greyOf([0, 200, 0]), greyOf([0, 0, 200])]).toEqual([60, 117, 23]);
  });

  it('keeps colours apart for a network that wants three channels', () => {
    const source = picture(2, 2, (x, y) => [10 * x, 20 * y, 30]);
    const crop = cropFace(source, { centre: { x: 1, y: 1 }, side: 2, roll: 0 }, { ...small, channels: 3 });
    expect([...crop]).toEqual([0, 0, 30, 10, 0, 30, 0, 20, 30, 10, 20, 30]);
  });

  it('goes on with the edge outside the picture', () => {
    const source = picture(2, 2, (x) => grey(x === 0 ? 50 : 90));
    const crop = cropFace(source, { centre: { x: 0, y: 1 }, side: 2, roll: 0 }, small);
    expect([...crop]).toEqual([50, 50, 50, 50]);
  });

  it('follows a roll clockwise', () => {
    // A head turned by 90 degrees has its top on the right: the right column becomes the upper row.
    const source = picture(2, 2, (x, y) => grey(10 * (2 * y + x)));
    const crop = cropFace(source, { centre: { x: 1, y: 1 }, side: 2, roll: Math.PI / 2 }, small);
    expect([...crop]).toEqual([10, 30, 0, 20]);
  });
});
