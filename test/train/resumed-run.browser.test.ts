import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import type { DrawnFace } from '../../src/data/drawn-sample';
import type { AppError } from '../../src/shared/errors';
import { presetOf } from '../../src/model/presets';
import type { DatasetManifest, Split } from '../../src/shared/dataset';
import { sha256Hex } from '../../src/shared/digest';
import { randomBits } from '../../src/shared/random';
import type { BackendName } from '../../src/shared/model-card';
import type { Recipe } from '../../src/shared/recipe';
import { readCheckpoint } from '../../src/storage/checkpoint-store';
import type { Database } from '../../src/storage/database';
import { addExclusionStep, undoExclusionStep } from '../../src/storage/dataset-review';
import { readModelWeights } from '../../src/storage/model-store';
import { getRun, listRuns, removeRun, renameRun, type RunRecord } from '../../src/storage/run-store';
import { type TrainProgress, trainModel, type TrainTools } from '../../src/train/fit-loop';
import { TrainingAsks } from '../../src/train/training-asks';
import { finish, freshDatabase, storeFaces } from '../support/stored-faces';

// Augmentation, mixup, dropout and a last batch filled from the next order: everything that chance touches. Averages of
// the weights: what answers is not what is trained.
const recipe: Recipe = {
  ...presetOf('fast').recipe,
  epochs: 2,
  batchSize: 6,
  seed: 11,
  mixup: { probability: 0.7, alpha: 0.4 },
  averaging: 0.9,
};

let database: Database;
let dataset: DatasetManifest;

beforeAll(async () => {
  database = await freshDatabase();
  dataset = await storeFaces(database, [...noise(16, 'train'), ...noise(5, 'validation')]);
});

afterEach(() => vi.restoreAllMocks());
afterAll(() => database.close());

const { put } = IDBObjectStore.prototype;

/** From now on the browser has no room for anything more in one store. */
function fill(store: string): void {
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function putOrRefuse(
    this: IDBObjectStore,
    ...given: Parameters<typeof put>
  ) {
    if (this.name === store) throw new DOMException('by hand', 'QuotaExceededError');
    return put.apply(this, given);
  });
}

/** Half a second passes with every look at it: the loss is read at every step, so that any can be the last. */
function hastyClock(): () => number {
  let ms = 0;
  return () => (ms += 500);
}

type Interruption = { readonly afterStep: number } | { readonly validatingEpoch: number };

/** With an interruption, the checkpoints that a minute brings fall elsewhere than without. */
const toolsOn = async (name: BackendName): Promise<TrainTools> => ({
  database,
  backend: await startBackend({ backend: name }),
  now: hastyClock(),
});

const request = (changes: Partial<Recipe> = {}) => ({
  datasetId: dataset.id,
  preset: 'fast' as const,
  recipe: { ...recipe, ...changes },
});

/** Trains until the interruption, as a page that is paused does, and goes on until the end. */
async function interrupted(tools: TrainTools, at: Interruption): Promise<RunRecord> {
  const asks = new TrainingAsks();
  let runId = '';
  const job = trainModel(request(), { ...tools, asks }, new AbortController().signal);
  await finish(job, (event) => {
    if (event.kind === 'run') runId = event.run.id;
    if (event.kind === 'step' && 'afterStep' in at && event.doneSteps === at.afterStep) asks.pause();
    if (event.kind === 'validating' && 'validatingEpoch' in at && event.epoch === at.validatingEpoch)
      asks.pause();
  });
  expect((await getRun(database, runId)).status).toBe('paused');
  await finish(trainModel({ runId }, tools, new AbortController().signal));
  return getRun(database, runId);
}

const NEVER = new AbortController().signal;

/** Trains until an event, and no further: nothing is paused or saved. @returns the run's id */
async function diesAt(
  job: ReturnType<typeof trainModel>,
  isEnd: (event: TrainProgress) => boolean,
): Promise<string> {
  let runId = '';
  for await (const event of job) {
    if (event.kind === 'run') runId = event.run.id;
    if (isEnd(event)) return runId;
  }
  throw new Error('it came to its end');
}

async function uninterrupted(tools: TrainTools): Promise<RunRecord> {
  const outcome = await finish(trainModel(request(), tools, new AbortController().signal));
  return getRun(database, outcome?.modelId ?? '');
}

// As digests: `toEqual` looks at a million bytes for seconds.
const bitsOf = async (run: RunRecord) => ({
  last: await sha256Hex(await readModelWeights(database, run.id, 'last')),
  best: await sha256Hex(await readModelWeights(database, run.id, 'best')),
  history: run.history.map((record) => ({ ...record, seconds: 0 })), // what two clocks say differs
  bestEpoch: run.bestEpoch,
});

// On the software GPU each start compiles anew for seconds; more points are in the long tests.
const POINTS: Readonly<Record<'wasm' | 'webgpu', readonly Interruption[]>> = {
  wasm: [{ afterStep: 1 }, { validatingEpoch: 1 }, { afterStep: 5 }],
  webgpu: [{ afterStep: 2 }],
};

describe.each(['wasm', 'webgpu'] as const)('a run on %s that was interrupted', (name) => {
  it('ends with the same bits as one that was not, wherever it was cut', async () => {
    const whole = await bitsOf(await uninterrupted(await toolsOn(name)));
    for (const point of POINTS[name]) {
      const cut = await interrupted(await toolsOn(name), point);
      expect(cut.status).toBe('finished');
      expect(await bitsOf(cut), JSON.stringify(point)).toEqual(whole);
      expect(cut.events).toMatchObject([{ kind: 'resumed', changed: [] }]);
    }
  }, 240_000);
});

describe('a run', () => {
  it('is stored once a minute by the clock, and when it is asked to', async () => {
    let ms = 0;
    const asks = new TrainingAsks();
    const tools = { ...(await toolsOn('wasm')), asks, now: () => ms };
    const saved: number[] = [];
    const job = trainModel(request({ epochs: 1, batchSize: 2 }), tools, new AbortController().signal);
    await finish(job, (event) => {
      if (event.kind === 'saved') saved.push(event.place.doneSteps);
      if (event.kind !== 'step') return;
      ms += 20_000; // every step is 20 s after the one before
      if (event.doneSteps === 6) asks.save();
    });
    // After the first step, then at 60 s, the one asked for, 60 s after that, and the epoch's end.
    expect(saved).toEqual([1, 4, 6, 8]);
  });

  it('goes back and takes half the rate when the loss is no number, twice, and then fails', async () => {
    const broken = request({
      optimizer: { kind: 'adam', learningRate: 1e30 },
      schedule: { kind: 'constant' },
    });
    const scales: number[] = [];
    let last = '';
    const job = trainModel(broken, await toolsOn('wasm'), new AbortController().signal);
    let runId = '';
    const ended = finish(job, (event) => {
      if (event.kind === 'run') runId = event.run.id;
      if (event.kind === 'rolled-back') {
        scales.push(event.rateScale);
        expect(last).toBe('roll-back'); // said before the plan is compiled anew
      }
      last = event.kind === 'preparing' ? event.what : event.kind;
    });
    await expect(ended).rejects.toMatchObject({ code: 'train/not-finite' });
    expect(scales).toEqual([0.5, 0.25]);
    const { status, events } = await getRun(database, runId);
    expect([status, ...events.map(({ kind }) => kind)]).toEqual([
      'failed',
      'rolled-back',
      'rolled-back',
      'failed',
    ]);
  });

  it('that went back keeps its half rate, though it dies before a minute is over', async () => {
    const rate = (run: RunRecord, learningRate: number): RunRecord => ({
      ...run,
      template: {
        ...run.template,
        recipe: {
          ...run.template.recipe,
          optimizer: { kind: 'adam', learningRate },
          schedule: { kind: 'constant' },
        },
      },
    });
    const runId = await diesAt(
      trainModel(request(), await toolsOn('wasm'), NEVER),
      ({ kind }) => kind === 'saved',
    );
    // A float32 has no such number, but half of it.
    await database.put('runs', rate(await getRun(database, runId), 4e38), runId);
    let isBack = false;
    await diesAt(trainModel({ runId }, await toolsOn('wasm'), NEVER), ({ kind }) => {
      isBack ||= kind === 'rolled-back';
      return isBack && kind === 'step';
    });
    const dead = await getRun(database, runId);
    expect(dead).toMatchObject({ status: 'running', place: { doneSteps: 1 } });
    expect(dead.events).toMatchObject([{ kind: 'resumed' }, { kind: 'rolled-back', rateScale: 0.5 }]);

    await database.put('runs', rate(dead, 1e-3), runId);
    const rates: number[] = [];
    await finish(trainModel({ runId }, await toolsOn('wasm'), NEVER), (event) => {
      if (event.kind === 'step') rates.push(event.learningRate);
    });
    expect(rates).toEqual(Array(5).fill(5e-4));
  });

  it('whose tab is hidden at an epoch’s last step, or in a long validation, is saved before that is over', async () => {
    let ms = 0;
    const asks = new TrainingAsks();
    const tools = { ...(await toolsOn('wasm')), asks, now: () => ms };
    const seen: string[] = [];
    await finish(trainModel(request({ epochs: 1 }), tools, NEVER), (event) => {
      if (event.kind === 'step') ms += 1000;
      if (event.kind === 'step' && event.step === event.stepsPerEpoch) asks.save();
      if (event.kind === 'validating' && event.done === 0) asks.save(); // stored already: nothing is written
      if (event.kind === 'validating' && event.done > 0) ms += 60_000;
      if (event.kind === 'saved') seen.push(`saved ${event.place.epoch}.${event.place.step}`);
      if (event.kind === 'validating') seen.push(`validating ${event.done}`);
    });
    expect(seen).toEqual(['saved 1.1', 'saved 1.3', 'validating 0', 'validating 5', 'saved 2.0']);
  });

  it('that dies while it is scored goes on with the scoring', async () => {
    let ms = 0;
    const tools = { ...(await toolsOn('wasm')), now: () => ms };
    const job = trainModel(request(), tools, NEVER);
    const runId = await diesAt(job, (event) => {
      if (event.kind === 'validating') ms += 60_000;
      return event.kind === 'saved' && event.place.step === 3;
    });
    expect(await getRun(database, runId)).toMatchObject({ place: { epoch: 1, step: 3 }, history: [] });
    const kinds: string[] = [];
    await finish(trainModel({ runId }, await toolsOn('wasm'), NEVER), ({ kind }) => kinds.push(kind));
    expect(kinds.slice(0, 6)).toEqual([
      'preparing',
      'preparing',
      'preparing',
      'run',
      'validating',
      'validating',
    ]);
    const whole = await bitsOf(await uninterrupted(await toolsOn('wasm')));
    expect(await bitsOf(await getRun(database, runId))).toEqual(whole);
  });

  it('that goes on elsewhere, scored on other pictures, says what changed', async () => {
    const runId = await diesAt(
      trainModel(request({ epochs: 1 }), await toolsOn('wasm'), NEVER),
      ({ kind }) => kind === 'saved',
    );
    const run = await getRun(database, runId);
    await database.put('runs', { ...run, validationDigest: 'of others' }, runId);
    let changed: readonly string[] = [];
    await finish(trainModel({ runId }, await toolsOn('webgpu'), NEVER), (event) => {
      if (event.kind === 'run') changed = event.resumed?.changed ?? [];
    });
    expect(changed).toEqual(expect.arrayContaining(['backend', 'device', 'executor', 'validation']));
    expect(changed).not.toContain('mien');
    const { status, computedBy, validationDigest } = await getRun(database, runId);
    expect([status, computedBy.backend, validationDigest]).toEqual([
      'finished',
      'webgpu',
      run.validationDigest,
    ]);
  });

  it('goes on from the checkpoint before when the newest is damaged, and says so', async () => {
    const whole = await bitsOf(await uninterrupted(await toolsOn('wasm')));
    const asks = new TrainingAsks();
    let runId = '';
    await finish(
      trainModel(request(), { ...(await toolsOn('wasm')), asks }, new AbortController().signal),
      (event) => {
        if (event.kind === 'run') runId = event.run.id;
        if (event.kind === 'step' && event.doneSteps === 5) asks.pause();
      },
    );
    const { head } = await getRun(database, runId);
    const chunk = await database.get('checkpointChunks', [runId, head.latest, 0]);
    const bytes = new Uint8Array(chunk ?? new ArrayBuffer(0));
    bytes[1000] = (bytes[1000] ?? 0) ^ 4;
    await database.put('checkpointChunks', bytes.buffer, [runId, head.latest, 0]);
    await expect(readCheckpoint(database, runId, head.latest)).rejects.toMatchObject({
      code: 'storage/damaged',
    });

    const events: TrainProgress[] = [];
    await finish(
      trainModel({ runId }, await toolsOn('wasm'), new AbortController().signal),
      (event) => void events.push(event),
    );
    expect(events.find(({ kind }) => kind === 'run')).toMatchObject({
      resumed: { isNewest: false, place: { epoch: 2, step: 0 } },
    });
    expect(await bitsOf(await getRun(database, runId))).toEqual(whole);
  });

  it('whose last epoch finds no room is not called finished: it waits, and ends the same once there is room', async () => {
    const whole = await bitsOf(await uninterrupted(await toolsOn('wasm')));
    let runId = '';
    const full = trainModel(request(), await toolsOn('wasm'), new AbortController().signal);
    const ended = finish(full, (event) => {
      if (event.kind === 'run') runId = event.run.id;
      if (event.kind === 'validating' && event.epoch === 2) fill('weights');
    });
    await expect(ended).rejects.toMatchObject({ code: 'storage/quota-full' });
    expect(await getRun(database, runId)).toMatchObject({ status: 'running', place: { epoch: 2 } });

    vi.restoreAllMocks();
    await finish(trainModel({ runId }, await toolsOn('wasm'), new AbortController().signal));
    expect(await bitsOf(await getRun(database, runId))).toEqual(whole);
  });

  it('that cannot be stored when it is paused says so, and waits at its last checkpoint', async () => {
    const asks = new TrainingAsks();
    let runId = '';
    const job = trainModel(request(), { ...(await toolsOn('wasm')), asks }, new AbortController().signal);
    const ended = finish(job, (event) => {
      if (event.kind === 'run') runId = event.run.id;
      if (event.kind !== 'step' || event.doneSteps !== 5) return;
      fill('checkpointChunks');
      asks.pause();
    });
    await expect(ended).rejects.toMatchObject({ code: 'storage/quota-full' });
    expect(await getRun(database, runId)).toMatchObject({ status: 'running', place: { doneSteps: 3 } });
  });

  it('goes on where there was room for its checkpoint, and none for the model of its first epoch', async () => {
    const whole = await bitsOf(await uninterrupted(await toolsOn('wasm')));
    const asks = new TrainingAsks();
    let runId = '';
    const job = trainModel(request(), { ...(await toolsOn('wasm')), asks }, new AbortController().signal);
    fill('weights');
    await finish(job, (event) => {
      if (event.kind === 'run') runId = event.run.id;
      if (event.kind === 'step' && event.doneSteps === 4) asks.pause();
    });
    expect(await getRun(database, runId)).toMatchObject({ status: 'paused', bestEpoch: 0 });

    vi.restoreAllMocks();
    await finish(trainModel({ runId }, await toolsOn('wasm'), new AbortController().signal));
    const ended = await getRun(database, runId);
    const last = await sha256Hex(await readModelWeights(database, runId, 'last'));
    expect([ended.status, ended.bestEpoch, last]).toEqual(['finished', 2, whole.last]);
  });

  it('does not go on over other faces: not after one was left out, and again once it is back', async () => {
    const asks = new TrainingAsks();
    let runId = '';
    const tools = await toolsOn('wasm');
    await finish(
      trainModel(request({ epochs: 1 }), { ...tools, asks }, new AbortController().signal),
      (event) => {
        if (event.kind === 'run') runId = event.run.id;
        if (event.kind === 'step' && event.doneSteps === 1) asks.pause();
      },
    );
    const resume = () => finish(trainModel({ runId }, tools, new AbortController().signal));
    const nothing = () => ({ train: [], validation: [], test: [] });
    const step = {
      atMs: 0,
      excluded: [{ why: 'by-hand' as const, indices: Uint32Array.of(0) }],
      readmitted: new Uint32Array(0),
    };
    await addExclusionStep(database, dataset.id, step, nothing);
    await expect(resume()).rejects.toMatchObject({ code: 'train/other-samples' });
    expect((await getRun(database, runId)).status).toBe('paused');
    await undoExclusionStep(database, dataset.id, nothing);
    await resume();
    expect((await getRun(database, runId)).status).toBe('finished');
  });

  it('is listed as held while it is trained, and cannot be removed or renamed then', async () => {
    const job = trainModel(request({ epochs: 1 }), await toolsOn('wasm'), new AbortController().signal);
    let runId = '';
    let refused: unknown;
    await finish(job, (event) => {
      if (event.kind === 'run') runId = event.run.id;
      if (event.kind === 'saved')
        refused ??= removeRun(database, runId).then(
          () => 'removed',
          ({ code }: AppError) => code,
        );
    });
    expect(await refused).toBe('train/elsewhere');
    expect((await listRuns(database)).find(({ id }) => id === runId)).toMatchObject({ isHeld: false });
    await renameRun(database, runId, 'the first');
    expect((await getRun(database, runId)).name).toBe('the first');
    await removeRun(database, runId);
    expect(await database.get('runs', runId)).toBeUndefined();
  });
});

/** Pictures of seeded noise, labels in turn. */
function noise(count: number, split: Split): DrawnFace[] {
  return Array.from({ length: count }, (_, index) => ({
    label: index % 7,
    split,
    pixels: Uint8Array.from({ length: 2304 }, (__, pixel) => randomBits(split.length, index, pixel) & 255),
  }));
}
