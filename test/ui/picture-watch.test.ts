import { describe, expect, it } from 'vitest';
import { lastingTrouble, type Watched, watched } from '../../src/ui/picture-watch';

/** Glances half a second apart; the trouble after the last one. */
function troubleAfter(pictures: readonly (readonly number[])[], isMuted = false) {
  const stepMs = 500;
  const end = pictures.reduce<Watched | undefined>(
    (before, pixels, index) =>
      watched(before, { timeMs: index * stepMs, isMuted, pixels: new Uint8ClampedArray(pixels) }),
    undefined,
  );
  return end && lastingTrouble(end, (pictures.length - 1) * stepMs);
}
const noisy = (count: number, level: number) =>
  Array.from({ length: count }, (_, index) => [level + (index % 3), level, level]);

describe('watching a camera that sends no picture', () => {
  it('is content with a room that changes a little', () => {
    expect(troubleAfter(noisy(20, 90))).toBeUndefined();
  });

  it('says black after three seconds, not before', () => {
    expect(troubleAfter(noisy(6, 2))).toBeUndefined();
    expect(troubleAfter(noisy(7, 2))).toBe('black');
  });

  it('says frozen when three seconds bring exactly the same picture', () => {
    expect(troubleAfter(Array.from({ length: 8 }, () => [90, 91, 92]))).toBe('frozen');
  });

  it('says muted when the browser says so', () => {
    expect(troubleAfter(noisy(7, 90), true)).toBe('muted');
  });

  it('forgets a trouble that ended', () => {
    expect(troubleAfter([...noisy(7, 2), ...noisy(1, 90)])).toBeUndefined();
  });
});
