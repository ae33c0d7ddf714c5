import { describe, expect, it } from 'vitest';
import { greyOf, squareOf } from '../../src/data/grey';
import { readPictureHeader } from '../../src/shared/picture-header';

describe('grey pictures', () => {
  it('weigh red, green and blue as JPEG does', () => {
    const rgba = Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255);
    expect([...greyOf(rgba)]).toEqual([76, 150, 29]);
  });

  it('can be made of pixels that start with blue', () => {
    expect([...greyOf(Uint8Array.of(0, 0, 255, 255, 255, 0, 0, 255), 'bgr')]).toEqual([76, 29]);
  });

  it('stay exactly as they are where they were grey', () => {
    const rgba = Uint8ClampedArray.from({ length: 1024 }, (_, index) => Math.floor(index / 4));
    expect([...greyOf(rgba)]).toEqual(Array.from({ length: 256 }, (_, level) => level));
  });

  it('shrink to the mean of what each pixel covers', () => {
    const pixels = Uint8Array.of(10, 20, 100, 100, 30, 40, 100, 100, 0, 0, 8, 8, 0, 0, 8, 8);
    expect([...squareOf({ width: 4, height: 4, pixels }, 2)]).toEqual([25, 100, 0, 8]);
  });

  it('shrink by a size that does not come out even', () => {
    // Three columns become two: each takes one and a half.
    const pixels = Uint8Array.of(0, 30, 90, 0, 30, 90, 0, 30, 90);
    expect([...squareOf({ width: 3, height: 3, pixels }, 2)]).toEqual([10, 70, 10, 70]);
  });

  it('grow by repeating', () => {
    expect([...squareOf({ width: 2, height: 2, pixels: Uint8Array.of(1, 2, 3, 4) }, 4)]).toEqual([
      1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4,
    ]);
  });

  it('keep their middle square', () => {
    const wide = Uint8Array.of(9, 1, 2, 9, 9, 3, 4, 9);
    expect([...squareOf({ width: 4, height: 2, pixels: wide }, 2)]).toEqual([1, 2, 3, 4]);
  });
});

describe('the size in a picture header', () => {
  it('is read from a PNG', () => {
    const png = [
      0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 78, 32, 0, 0, 0, 48,
    ];
    expect(readPictureHeader(Uint8Array.from(png))).toMatchObject({ width: 20_000, height: 48 });
  });

  it('is read from a JPEG behind other segments', () => {
    const jpeg = [
      0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 3, 0, 0xff, 0xff, 0xc2, 0, 11, 8, 1, 44, 2, 88, 1,
    ];
    expect(readPictureHeader(Uint8Array.from(jpeg))).toMatchObject({ width: 600, height: 300 });
  });

  it.each([
    ['nothing', []],
    ['a GIF', [0x47, 0x49, 0x46, 0x38, 0x39, 0x61]],
    ['a JPEG that stops early', [0xff, 0xd8, 0xff, 0xe0, 0, 4]],
    ['a JPEG segment of length 0', [0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('is unknown for %s', (_, bytes) => {
    expect(readPictureHeader(Uint8Array.from(bytes))).toBeUndefined();
  });
});
