import { describe, expect, it } from 'vitest';
import type { FaceReading, Readings } from '../../src/live/recognize';
import { LatencyCounts, LiveTally } from '../../src/ui/live-status';
import { captionPlace, placedBox } from '../../src/ui/overlay';

const face = (label: number): FaceReading => ({
  box: { x: 0, y: 0, width: 10, height: 10 },
  crop: { centre: { x: 5, y: 5 }, side: 10, roll: 0 },
  score: 0.9,
  number: 1,
  doubts: [],
  answers: [{ raw: [0.2, 0.8], probabilities: [0.2, 0.8], label, isClear: true }],
  seen: new Uint8Array(1),
});
const frame = (...faces: FaceReading[]): Readings => ({
  faces,
  frame: { width: 640, height: 480 },
  timeMs: 0,
  timing: { detectMs: 1, cropMs: 1, inferMs: 1, totalMs: 3 },
});

describe('the tally of a live session', () => {
  it('is all zero before the first frame', () => {
    expect(new LiveTally(2).figures()).toEqual({
      frames: 0,
      shareWithFace: 0,
      medianMs: 0,
      p95Ms: 0,
      parts: { detectMs: 0, cropMs: 0, inferMs: 0, restMs: 0 },
      labelCounts: [0, 0],
    });
  });

  it('counts frames, faces and the label of the largest face', () => {
    const tally = new LiveTally(2);
    tally.add(frame(face(1), face(0)), 10);
    tally.add(frame(), 30);
    tally.add(frame(face(1)), 20);
    tally.add(frame(face(0)), 40);
    expect(tally.figures()).toEqual({
      frames: 4,
      shareWithFace: 0.75,
      medianMs: 20,
      p95Ms: 40,
      parts: { detectMs: 1, cropMs: 1, inferMs: 1, restMs: 22 },
      labelCounts: [1, 2],
    });
  });

  it('keeps its quantiles exact, in whatever order frames come', () => {
    const tally = new LiveTally(2);
    for (const frameMs of [50, 10, 40, 10, 30, 20]) tally.add(frame(), frameMs);
    expect(tally.figures()).toMatchObject({ medianMs: 20, p95Ms: 50 });
  });

  it('takes the nearest rank as a quantile, to the tenth of a millisecond', () => {
    const counts = new LatencyCounts();
    for (let index = 1; index <= 100; index += 1) counts.add(index + 0.3);
    expect([0.5, 0.95].map((share) => counts.quantile(share))).toEqual([50.3, 95.3]);
  });

  it('takes no more memory for a day than for a minute, and a frame of minutes is one of a minute', () => {
    const counts = new LatencyCounts();
    for (const frameMs of [2500, 2500, 400_000]) counts.add(frameMs);
    expect([counts.frames, counts.quantile(0.5), counts.quantile(1)]).toEqual([3, 2500, 60_000]);
  });
});

describe('a box on the overlay', () => {
  it('is mirrored with the picture and scaled to the canvas', () => {
    const box = { x: 100, y: 50, width: 200, height: 100 };
    expect(placedBox(box, 640, { isMirrored: false, scale: 2 })).toEqual({
      x: 200,
      y: 100,
      width: 400,
      height: 200,
    });
    expect(placedBox(box, 640, { isMirrored: true, scale: 2 })).toEqual({
      x: 680,
      y: 100,
      width: 400,
      height: 200,
    });
  });
});

describe('the words of a box', () => {
  const size = { width: 100, height: 28 };
  const room = { width: 640, height: 480, taken: [], unit: 1 };
  const box = { x: 50, y: 100, width: 120, height: 120 };

  it('stand above it, and inside the picture', () => {
    expect(captionPlace(box, size, room)).toEqual({ x: 50, y: 66, ...size });
    expect(captionPlace({ ...box, x: 600 }, size, room).x).toBe(540);
  });

  it('stand below it where the picture ends, and inside where it fills the picture', () => {
    expect(captionPlace({ ...box, y: 10 }, size, room).y).toBe(136);
    expect(captionPlace({ ...box, y: 10, height: 460 }, size, room).y).toBe(16);
  });

  it('make way for those of another box', () => {
    const taken = [{ x: 100, y: 60, ...size }];
    expect(captionPlace(box, size, { ...room, taken }).y).toBe(226);
  });
});
