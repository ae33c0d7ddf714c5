import { describe, expect, it } from 'vitest';
import { hasGrown, slope, slopesOf } from '../../tools/soak/slopes.mjs';

describe('the slope of a series', () => {
  it('is that of the line with the least squares', () => {
    expect(
      slope([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBeCloseTo(2, 12);
    expect(
      slope([
        [0, 0],
        [1, 3],
        [2, 0],
      ]),
    ).toBeCloseTo(0, 12);
  });
});

describe('what hours of samples say', () => {
  const sampleAt = (minute: number, heapMB: number, tensors: number) => ({
    seconds: 60 * minute,
    threads: [{ thread: 'learner', heapMB, boundMB: 0, tensors, computeMB: 64, gpuMB: null }],
  });

  it('leaves the first half out, in which caches fill', () => {
    const samples = [0, 10, 20, 30, 40, 50].map((minute) => sampleAt(minute, minute < 30 ? 1 : 5, 80));
    expect(slopesOf(samples)).toMatchObject([{ thread: 'learner', samples: 3, heapMB: 5, gpuMBGrown: null }]);
    expect(slopesOf(samples)[0]?.heapMBPerHour).toBeCloseTo(0, 12);
  });

  it('sees a heap that grows by the hour', () => {
    const samples = [0, 10, 20, 30, 40, 50].map((minute) => sampleAt(minute, 5 + minute / 60, 80));
    expect(slopesOf(samples)[0]?.heapMBPerHour).toBeCloseTo(1, 12);
  });

  it('is not misled by a frame under way at some samples, and sees what all of them have more', () => {
    const heaps = (perMinute: number) =>
      Array.from({ length: 60 }, (_, minute) =>
        sampleAt(minute, 5 + perMinute * minute + (minute % 9 === 8 ? minute / 30 : 0), 80),
      );
    expect(slopesOf(heaps(0))[0]?.heapMBPerHour).toBeCloseTo(0, 12);
    expect(slopesOf(heaps(0.01))[0]?.heapMBPerHour).toBeCloseTo(0.6, 1);
  });

  it('says how far the least heap has risen, where work under way makes the line through them shake', () => {
    const heaps = [5, 5, 5, 5, 5, 5, 7, 5, 6, 8, 5.1, 9].map((heapMB, at) => sampleAt(at, heapMB, 80));
    expect(slopesOf(heaps)[0]?.heapMBGrown).toBeCloseTo(0.1, 12);
  });

  it('sees a tensor more after every epoch, and not those of the batch under way', () => {
    const leaking = [80, 80, 80, 80, 80, 81, 82, 83].map((tensors, at) => sampleAt(at, 5, tensors));
    const busy = [80, 80, 80, 80, 95, 80, 95, 80].map((tensors, at) => sampleAt(at, 5, tensors));
    expect(slopesOf(leaking)[0]).toMatchObject({ tensorsGrown: 2, computeMBGrown: 0 });
    expect(slopesOf(busy)[0]).toMatchObject({ tensorsGrown: 0 });
  });
});

describe('a soak', () => {
  const flat = {
    thread: 'page',
    samples: 4,
    heapMBPerHour: 0.1,
    boundMBPerHour: 0.1,
    heapMB: 5,
    heapMBGrown: null,
    tensorsGrown: null,
    computeMBGrown: null,
    gpuMBGrown: null,
  };

  it('is passed by what stays as it is', () => {
    expect(hasGrown(flat)).toBe(false);
  });

  it.each([{ heapMBPerHour: 0.6 }, { boundMBPerHour: 0.6 }, { tensorsGrown: 1 }, { heapMBPerHour: NaN }])(
    'is not passed by %o',
    (worse) => {
      expect(hasGrown({ ...flat, ...worse })).toBe(true);
    },
  );
});
