import { describe, expect, it } from 'vitest';
import type { FoundFace } from '../../src/faces/face-finder';
import { Tracker } from '../../src/live/tracker';
import { intersectionOverUnion } from '../../src/shared/geometry';
import { randomUniform } from '../../src/shared/random';

const nowhere = { x: 0, y: 0 };
const keypoints = {
  rightEye: nowhere,
  leftEye: nowhere,
  nose: nowhere,
  mouth: nowhere,
  rightEar: nowhere,
  leftEar: nowhere,
};
const at = (x: number, size = 100): FoundFace => ({
  box: { x, y: 50, width: size, height: size },
  score: 0.9,
  keypoints,
});
const cropOf = ({ box }: FoundFace, roll = 0) => ({
  centre: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
  side: box.width,
  roll,
});
const follow = (tracker: Tracker, faces: readonly FoundFace[], timeMs: number) =>
  tracker.follow(
    faces,
    faces.map((face) => cropOf(face)),
    timeMs,
  );

describe('the overlap of two boxes', () => {
  it('is shared area over joint area', () => {
    expect(intersectionOverUnion(at(0).box, at(0).box)).toBe(1);
    expect(intersectionOverUnion(at(0).box, at(50).box)).toBeCloseTo(1 / 3, 12);
    expect(intersectionOverUnion(at(0).box, at(100).box)).toBe(0);
  });
});

describe('following faces', () => {
  it('expects a face where one was a moment ago, and nowhere else', () => {
    const tracker = new Tracker();
    expect(tracker.follows(at(0).box, 0)).toBe(false);
    follow(tracker, [at(0)], 0);
    expect(tracker.follows(at(20).box, 400)).toBe(true);
    expect(tracker.follows(at(300).box, 400)).toBe(false);
    follow(tracker, [], 450);
    expect(tracker.follows(at(0).box, 600)).toBe(false);
  });

  it('keeps a moving face under one number, whatever its place in the list', () => {
    const tracker = new Tracker();
    follow(tracker, [at(0), at(400)], 0);
    const [right, left] = follow(tracker, [at(410), at(20)], 33);
    expect([right?.number, left?.number]).toEqual([2, 1]);
  });

  it('gives a face that comes in the next number, and none twice', () => {
    const tracker = new Tracker();
    follow(tracker, [at(0), at(400)], 0);
    follow(tracker, [at(400)], 400);
    const seen = follow(tracker, [at(400), at(0)], 600);
    expect(seen.map(({ number }) => number)).toEqual([2, 3]);
  });

  it('keeps a face that goes farther than its own box between two frames, once it is on its way', () => {
    const tracker = new Tracker();
    const places = [0, 10, 40, 110, 200, 290];
    const seen = places.map((x, frame) => follow(tracker, [at(x)], 200 * frame)[0]?.number);
    expect(seen).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('knows a face again within half a second, and not after', () => {
    const tracker = new Tracker();
    follow(tracker, [at(0)], 0);
    follow(tracker, [], 300);
    expect(tracker.holds(1, 500)).toBe(true);
    expect(follow(tracker, [at(5)], 500)[0]?.number).toBe(1);
    follow(tracker, [], 800);
    expect(tracker.holds(1, 1001)).toBe(false);
    expect(follow(tracker, [at(5)], 1001)[0]?.number).toBe(2);
  });

  it('knows a face again where frames are seconds apart, unless one was without it, or they are too far apart', () => {
    const tracker = new Tracker();
    follow(tracker, [at(0)], 0);
    expect(follow(tracker, [at(5)], 2000)[0]?.number).toBe(1);
    follow(tracker, [], 4000);
    expect(follow(tracker, [at(5)], 6000)[0]?.number).toBe(2);
    expect(follow(tracker, [at(5)], 12_000)[0]?.number).toBe(3);
  });

  it('takes the better of two overlapping boxes for the same face', () => {
    const tracker = new Tracker();
    follow(tracker, [at(0)], 0);
    const seen = follow(tracker, [at(40), at(4)], 33);
    expect(seen.map(({ number }) => number)).toEqual([2, 1]);
  });

  it('steadies a trembling square to less than half of the trembling', () => {
    const tracker = new Tracker();
    const raw: number[] = [];
    const steady: number[] = [];
    for (let frame = 0; frame < 120; frame += 1) {
      const face = at(200 + 4 * (randomUniform(5, frame) - 0.5));
      const [track] = follow(tracker, [face], frame * 33);
      if (frame < 30) continue;
      raw.push(face.box.x);
      steady.push((track?.crop.centre.x ?? 0) - 50);
    }
    expect(spread(steady)).toBeLessThan(0.5 * spread(raw));
  });

  it('follows a face that walks a crop side in a second within a fifth of a side', () => {
    const tracker = new Tracker();
    let behind = 0;
    for (let frame = 0; frame <= 30; frame += 1) {
      const face = at(frame * (100 / 30));
      const [track] = follow(tracker, [face], frame * (1000 / 30));
      behind = cropOf(face).centre.x - (track?.crop.centre.x ?? 0);
    }
    expect(behind).toBeLessThan(20);
  });

  it('turns the short way across the seam of the angle', () => {
    const tracker = new Tracker();
    const face = at(0);
    tracker.follow([face], [cropOf(face, 3.1)], 0);
    const [track] = tracker.follow([face], [cropOf(face, -3.1)], 33);
    expect(track?.crop.roll).toBeGreaterThan(3.1);
    expect(track?.crop.roll).toBeLessThan(3.2);
  });
});

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe('the drawn box', () => {
  it('stands stiller than the detector’s, and follows a face that moves', () => {
    const tracker = new Tracker();
    const drawn: number[] = [];
    for (let frame = 0; frame < 60; frame += 1) {
      const trembling = 200 + 6 * (randomUniform(7, frame) - 0.5);
      drawn.push(follow(tracker, [at(trembling)], frame * 33)[0]?.steadyBox.x ?? NaN);
    }
    const range = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
    expect(range(drawn.slice(30))).toBeLessThan(3); // of the detector's 6
    let last = 0;
    for (let frame = 0; frame < 60; frame += 1)
      last = follow(tracker, [at(200 + frame)], 2000 + frame * 33)[0]?.steadyBox.x ?? NaN;
    expect(last).toBeGreaterThan(250);
  });
});
