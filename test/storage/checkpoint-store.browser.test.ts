import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../src/shared/digest';
import { toFailure } from '../../src/shared/errors';
import { type Checkpoint, readCheckpoint, saveCheckpoint } from '../../src/storage/checkpoint-store';
import type { Database } from '../../src/storage/database';
import { getRun, removeRun, type RunRecord } from '../../src/storage/run-store';
import { interruptedRun } from '../ui/hand-made-session';
import { flipCheckpoint } from '../../tools/kills/flips';
import { freshDatabase } from '../support/stored-faces';

let database: Database;
let run: RunRecord;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(() => database.close());

beforeEach(() => {
  const { isHeld: _, ...record } = interruptedRun;
  run = { ...record, id: crypto.randomUUID(), head: { latest: 0, next: 1 } };
});

const checkpointOf = (step: number, floats = 300): Checkpoint => ({
  state: {
    place: { epoch: 1, step, doneSteps: step, totalSteps: 90 },
    sums: { loss: 1 / 3, hits: 7, images: 12 },
    optimizerSteps: step,
    rateScale: 0.5,
    epochSeconds: 1.25,
  },
  tensors: [
    { name: 'weights', values: Float32Array.from({ length: floats }, (_, at) => at / 7 + step) },
    { name: 'moments', values: new Float32Array([-0, 1e-38, 3.4e38]) },
  ],
});

describe('a checkpoint', () => {
  it('comes back as it was, bit for bit, also in several pieces', async () => {
    const checkpoint = checkpointOf(1, 2_500_000); // 10 MB: three pieces
    const { head } = await saveCheckpoint(database, run, checkpoint);
    expect(await database.count('checkpointChunks', IDBKeyRange.bound([run.id], [run.id, []]))).toBe(3);
    const read = await readCheckpoint(database, run.id, head.latest);
    expect(read.state).toEqual(checkpoint.state);
    const hashes = (tensors: Checkpoint['tensors']) =>
      Promise.all(tensors.map(({ values }) => sha256Hex(values.slice())));
    expect(await hashes(read.tensors)).toEqual(await hashes(checkpoint.tensors));
    await removeRun(database, run.id);
  });

  it('stays while it is the latest, the one before, or the best, and goes then', async () => {
    for (let step = 1; step <= 5; step += 1)
      run = await saveCheckpoint(database, run, checkpointOf(step), { isBest: step === 2 });
    expect(run.head).toEqual({ latest: 5, previous: 4, best: 2, next: 6 });
    const kept = await database.getAllKeys('checkpoints', IDBKeyRange.bound([run.id], [run.id, []]));
    expect(kept.map(([, sequence]) => sequence)).toEqual([2, 4, 5]);
    expect((await readCheckpoint(database, run.id, 2)).state.optimizerSteps).toBe(2);
  });

  it('becomes the newest with everything that goes along, or not at all', async () => {
    run = await saveCheckpoint(database, run, checkpointOf(1));
    const broken = saveCheckpoint(database, run, checkpointOf(2), {
      along: {
        stores: ['models'],
        neededMB: 1,
        write: () => {
          throw new DOMException('by hand', 'QuotaExceededError');
        },
      },
    });
    expect(await broken.catch(toFailure)).toMatchObject({ code: 'storage/quota-full' });
    expect((await getRun(database, run.id)).head.latest).toBe(1);
    run = await saveCheckpoint(database, run, checkpointOf(3));
    const kept = await database.getAllKeys('checkpointChunks', IDBKeyRange.bound([run.id], [run.id, []]));
    expect(kept.map(([, sequence]) => sequence)).toEqual([1, 2]);
    expect((await readCheckpoint(database, run.id, run.head.latest)).state.optimizerSteps).toBe(3);
  });

  it('with one bit of it flipped is noticed, 500 times of 500', async () => {
    const { head } = await saveCheckpoint(database, run, checkpointOf(1));
    const key = [run.id, head.latest] as const;
    expect(await flipCheckpoint(database, key, 500)).toEqual({ total: 500, noticed: 500 });
    expect((await readCheckpoint(database, ...key)).state.optimizerSteps).toBe(1);
  });
});
