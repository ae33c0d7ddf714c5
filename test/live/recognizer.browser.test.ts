import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { deleteDB } from 'idb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Connection } from '../../src/rpc/connect';
import { openDatabase } from '../../src/storage/database';
import { storeUntrained } from '../support/stored-model';
import type { RecognizerTestApi, Scene } from './recognizer.worker';

const databaseName = `test-${crypto.randomUUID()}`;
const recognizers: Connection<RecognizerTestApi>[] = [];
let first: string;
let second: string;

beforeAll(async () => {
  await setBackend('cpu');
  const database = await openDatabase(databaseName);
  first = (await storeUntrained(database, { seed: 3 })).id;
  second = (await storeUntrained(database, { seed: 4 })).id;
  database.close();
});

afterEach(() => {
  for (const recognizer of recognizers.splice(0)) recognizer.terminate();
});

afterAll(() => deleteDB(databaseName));

/** A recognizer in a thread of its own that has loaded these models, all at once. */
async function loaded(modelIds: readonly string[], detector: 'sound' | 'broken' = 'sound') {
  const worker = new Worker(new URL('./recognizer.worker.ts', import.meta.url), { type: 'module' });
  const recognizer = connect<RecognizerTestApi>(worker, 'recognizer');
  recognizers.push(recognizer);
  const kept = await recognizer.call('load', { databaseName, modelIds, detector });
  return { kept, recognize: (scene: Scene) => recognizer.call('recognizeDrawn', scene) };
}

const SMALL = { actor: 3, expression: 'happy', centre: { x: 480, y: 220 }, side: 150, roll: 0 } as const;
const LARGE = { actor: 4, expression: 'neutral', centre: { x: 190, y: 240 }, side: 220, roll: 0 } as const;
const TWO_FACES: Scene = { width: 640, height: 480, faces: [SMALL, LARGE], noiseSeed: 2 };

describe('loading a model for the camera', () => {
  it('keeps the last of two loads at once, one network and one detector in all', async () => {
    const alone = await loaded([second]);
    const together = await loaded([first, second]);
    expect(alone.kept.tensors).toBeGreaterThan(0);
    expect(together.kept).toEqual({ failure: undefined, tensors: alone.kept.tensors, detectorStarts: 1 });
    const [one, other] = [await alone.recognize(TWO_FACES), await together.recognize(TWO_FACES)];
    expect(other.readings.faces).toEqual(one.readings.faces);
  });

  it('keeps no network when the detector does not start', async () => {
    const { kept } = await loaded([first], 'broken');
    expect(kept).toMatchObject({ failure: 'faces/unavailable', tensors: 0 });
  });
});

describe('recognizing a frame', () => {
  it('reads two faces, the larger first, each with probabilities that sum to 1', async () => {
    const { recognize } = await loaded([first]);
    const { readings, isClosed } = await recognize(TWO_FACES);
    expect(readings.frame).toEqual({ width: 640, height: 480 });
    expect(readings.faces.map(({ crop }) => crop.centre.x < 320)).toEqual([true, false]);
    for (const { answers } of readings.faces) {
      const [{ probabilities, label } = { probabilities: [], label: 0 }] = answers;
      expect(probabilities).toHaveLength(7);
      expect(probabilities.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 5);
      expect(probabilities[label]).toBe(Math.max(...probabilities));
    }
    expect(isClosed).toBe(true);
  });

  it('reads nobody in an empty room', async () => {
    const { recognize } = await loaded([first]);
    const { readings, isClosed } = await recognize({ ...TWO_FACES, faces: [] });
    expect(readings.faces).toEqual([]);
    expect(isClosed).toBe(true);
  });
});
