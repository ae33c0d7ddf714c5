import { describe, expect, it } from 'vitest';
import { isOver, shareDone } from '../../src/ui/calibrating';

/** When a calibration of these frames ends, ms since it began. */
function endOf(framesPerSecond: number, isGood: (frame: number) => boolean): number {
  let goodFrames = 0;
  for (let frame = 1; ; frame += 1) {
    const nowMs = Math.round((frame * 1000) / framesPerSecond);
    if (isGood(frame)) goodFrames += 1;
    if (isOver({ startMs: 0, goodFrames }, nowMs)) return nowMs;
  }
}

describe('a calibration', () => {
  it('takes two seconds at three frames a second, as at thirty', () => {
    expect(endOf(30, () => true)).toBe(2000);
    expect(endOf(3, () => true)).toBe(2000);
  });

  it('waits for five good frames where frames are rare, or every second one is blurred', () => {
    expect(endOf(1, () => true)).toBe(5000);
    expect(endOf(3, (frame) => frame % 2 === 0)).toBe(3333);
  });

  it('gives up after eight seconds without a face', () => {
    expect(endOf(3, () => false)).toBe(8000);
  });

  it('shows how far it is by what it still waits for', () => {
    expect(shareDone({ startMs: 0, goodFrames: 1 }, 1500)).toBe(0.2);
    expect(shareDone({ startMs: 0, goodFrames: 40 }, 1500)).toBe(0.75);
  });
});
