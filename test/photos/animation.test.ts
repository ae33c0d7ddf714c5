import { describe, expect, it } from 'vitest';
import { gifSize, isAnimated, isGif } from '../../src/photos/animation';

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

const SCREEN = [3, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]; // 3 x 2, a table of two colours
const PLAYS_FOR_EVER = [0x21, 0xff, 0x0b, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0];

/** A GIF of one pixel, with so many frames, behind a colour table of two. */
const gif = (frames: number, tail: readonly number[] = [0x3b]) =>
  new Uint8Array([
    ...ascii('GIF89a'),
    ...SCREEN,
    ...PLAYS_FOR_EVER, // however many frames there are
    ...Array.from({ length: frames }, () => [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]).flat(),
    ...tail,
  ]);
const chunk = (type: string, bytes: number) => [
  0,
  0,
  0,
  bytes,
  ...ascii(type),
  ...Array(bytes).fill(0),
  0,
  0,
  0,
  0,
];
const png = (...chunks: number[][]) =>
  new Uint8Array([0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a, ...chunk('IHDR', 13), ...chunks.flat()]);
const webp = (flags: number) =>
  new Uint8Array([
    ...ascii('RIFF'),
    0,
    0,
    0,
    0,
    ...ascii('WEBPVP8X'),
    10,
    0,
    0,
    0,
    flags,
    ...Array(9).fill(0),
  ]);

describe('a sticker', () => {
  it('moves when its GIF has a second frame', () => {
    expect(isAnimated(gif(1))).toBe(false);
    expect(isAnimated(gif(2))).toBe(true);
  });

  it('is read safely when its GIF is cut off anywhere', () => {
    const whole = gif(2);
    for (let end = 0; end < whole.length; end += 1) {
      expect(typeof isAnimated(whole.subarray(0, end))).toBe('boolean');
    }
  });

  it('has the size its GIF says', () => {
    expect(isGif(gif(1))).toBe(true);
    expect(gifSize(gif(1))).toEqual({ width: 3, height: 2 });
  });

  it('moves when its PNG says so before the picture', () => {
    expect(isAnimated(png(chunk('acTL', 8), chunk('IDAT', 2)))).toBe(true);
    expect(isAnimated(png(chunk('IDAT', 2), chunk('acTL', 8)))).toBe(false);
  });

  it('moves when its WebP says so', () => {
    expect(isAnimated(webp(0b10))).toBe(true);
    expect(isAnimated(webp(0b1100))).toBe(false);
  });
});
