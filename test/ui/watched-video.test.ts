import { describe, expect, it } from 'vitest';
import { goesOn, readingsAt, readUntilMs, type WatchedFrame } from '../../src/ui/watched-video';

const frame = (timeMs: number): WatchedFrame => ({
  timeMs,
  durationMs: 40,
  faces: [],
  frame: { width: 640, height: 480 },
  timing: { detectMs: 0, cropMs: 0, inferMs: 0, totalMs: 0 },
});
const frames = [frame(0), frame(40), frame(500)];

describe('the boxes of a video that was read', () => {
  it('are those of the frame in view, until the next one comes', () => {
    expect([0, 39.5, 300, 520].map((timeMs) => readingsAt(frames, timeMs)?.timeMs)).toEqual([0, 40, 40, 500]);
  });

  it('end with the last frame that was read', () => {
    expect(readUntilMs(frames)).toBe(540);
    expect(readingsAt(frames, 540)).toBeUndefined();
    expect(readingsAt(frames, 9000)).toBeUndefined();
    expect(readingsAt([], 0)).toBeUndefined();
  });

  it('are said to end early where the video goes on', () => {
    expect(goesOn({ frames, durationMs: 2700 })).toBe(true);
    expect(goesOn({ frames, durationMs: 560 })).toBe(false);
    // As little as a file may lack that is not called cut short.
    expect(goesOn({ frames, durationMs: 540 + 499 })).toBe(false);
  });
});
