import { afterAll, describe, expect, it } from 'vitest';
import { alignFace } from '../../src/faces/alignment';
import { connect } from '../../src/rpc/connect';
import type { CropSquare } from '../../src/shared/geometry';
import { EXPRESSIONS } from '../../src/shared/labels';
import { randomUniform } from '../../src/shared/random';
import type { FinderApi, Scene } from './face-finder.worker';

const worker = new Worker(new URL('./face-finder.worker.ts', import.meta.url), { type: 'module' });
const finder = connect<FinderApi>(worker, 'face-finder');
afterAll(() => finder.terminate());

const findIn = (scene: Scene) => finder.call('findDrawn', scene);

function sceneOf(index: number) {
  const between = (trait: number, low: number, high: number) =>
    low + (high - low) * randomUniform(5, index, trait);
  const face = {
    actor: index,
    expression: EXPRESSIONS[index % EXPRESSIONS.length] ?? 'neutral',
    way: between(1, 0, 1),
    centre: { x: between(2, 240, 400), y: between(3, 200, 270) },
    side: between(4, 200, 320),
    roll: between(5, -0.25, 0.25),
  };
  return { width: 640, height: 480, faces: [face], noiseSeed: index };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

describe('finding faces in a module worker', () => {
  it('sees exactly one face in 40 frames of different actors, where it is', async () => {
    const squares: { truth: CropSquare; square: CropSquare }[] = [];
    for (let index = 0; index < 40; index += 1) {
      const scene = sceneOf(index);
      const [face, ...more] = await findIn(scene);
      const [truth] = scene.faces;
      if (face && truth && more.length === 0) squares.push({ truth, square: alignFace(face) });
    }

    expect(squares.length).toBeGreaterThanOrEqual(38);
    const distances = squares.map(
      ({ truth, square }) =>
        Math.hypot(square.centre.x - truth.centre.x, square.centre.y - truth.centre.y) / truth.side,
    );
    expect(median(distances)).toBeLessThan(0.04);
    const sizes = squares.map(({ truth, square }) => square.side / truth.side);
    expect(median(sizes)).toBeGreaterThan(0.95);
    expect(median(sizes)).toBeLessThan(1.05);
    // A crop is turned back by half the tilt, as FER2013's own are hardly turned at all.
    const turns = squares.map(({ truth, square }) => Math.abs(square.roll - truth.roll / 2));
    expect(median(turns)).toBeLessThan(0.03);
  });

  it('finds nobody in an empty room', async () => {
    expect(await findIn({ width: 640, height: 480, faces: [], noiseSeed: 1 })).toEqual([]);
  });

  it('names the larger of two faces first, each with eyes left and right of its nose', async () => {
    const small = { actor: 3, expression: 'happy', centre: { x: 480, y: 220 }, side: 150, roll: 0 } as const;
    const large = {
      actor: 4,
      expression: 'neutral',
      centre: { x: 190, y: 240 },
      side: 220,
      roll: 0,
    } as const;
    const found = await findIn({ width: 640, height: 480, faces: [small, large], noiseSeed: 2 });
    expect(found.map(({ keypoints }) => keypoints.nose.x < 320)).toEqual([true, false]);
    for (const { keypoints } of found) {
      expect(keypoints.rightEye.x).toBeLessThan(keypoints.nose.x);
      expect(keypoints.leftEye.x).toBeGreaterThan(keypoints.nose.x);
      expect(keypoints.mouth.y).toBeGreaterThan(keypoints.nose.y);
    }
  });
});
