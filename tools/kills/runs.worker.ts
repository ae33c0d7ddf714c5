// The thread that writes runs in the kill harness: the stores as they ship, fed with hand-made runs.
import { EXPRESSIONS } from '../../src/shared/labels';
import type { ModelCard } from '../../src/shared/model-card';
import { job, type Port, serve } from '../../src/rpc/serve';
import { saveCheckpoint } from '../../src/storage/checkpoint-store';
import { cleanDatabase } from '../../src/storage/clean-database';
import { openDatabase, sharedDatabase } from '../../src/storage/database';
import { modelWrite, type ModelSummary, removeModel, saveModel } from '../../src/storage/model-store';
import { getRun, putRun, removeRun, renameRun, type RunRecord } from '../../src/storage/run-store';
import type { RunsApi } from './runs';

const MIB_OF_FLOATS = (1024 * 1024) / 4;
const TENSORS = 3; // of 6 MiB: five pieces

/** A run of which only the numbers the harness looks at mean anything. */
function newRun(id: string): RunRecord {
  return {
    id,
    name: 'first name',
    status: 'running',
    template: { createdAtMs: 0, recipe: { epochs: 9 } } as RunRecord['template'],
    computedBy: { backend: 'wasm', device: '', executor: 'tfjs', tuning: '', mien: '', tfjs: '' },
    history: [],
    bestEpoch: 0,
    place: { epoch: 1, step: 0, doneSteps: 0, totalSteps: 9 },
    savedAtMs: 0,
    head: { latest: 0, next: 1 },
    events: [],
    formatVersion: 1,
  };
}

function modelOf(id: string, step: number): ModelSummary {
  const card = { id, labels: EXPRESSIONS, trained: { epochs: step } } as unknown as ModelCard;
  return { id, cards: { last: card }, history: [], source: 'trained' };
}

/** The step's number before the point, and after it what no disk can shrink. */
function noiseOf(step: number, floats: number): Float32Array {
  let state = step;
  return Float32Array.from({ length: floats }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return step + (state >>> 12) / 2 ** 20;
  });
}

/** The integer part of every value of a step's tensors is the step's number. */
async function save(id: string, floats = 6 * MIB_OF_FLOATS, isNoise = false): Promise<void> {
  const database = await sharedDatabase();
  const run = await getRun(database, id).catch(() => newRun(id));
  const step = run.place.doneSteps + 1;
  const place = { ...run.place, doneSteps: step };
  const tensors = Array.from({ length: TENSORS }, (_, index) => ({
    name: `t${index}`,
    values: isNoise ? noiseOf(step, floats) : new Float32Array(floats).fill(step),
  }));
  const sums = { loss: 0, hits: 0, images: 0 };
  const state = { place, sums, optimizerSteps: step, rateScale: 1, epochSeconds: 0 };
  const { write, neededMB } = await modelWrite(modelOf(id, step), { last: new Float32Array([step]).buffer });
  const along = { stores: ['models', 'weights'] as const, write, neededMB };
  await saveCheckpoint(database, { ...run, place }, { state, tensors }, { along });
}

// A worker's own scope; the types here are those of the page beside it.
serve<RunsApi>(self as unknown as Port, {
  start: job(async () => void (await cleanDatabase())),
  save: job(({ id }) => save(id)),
  saveSmall: job(({ id }) => save(id, 1000)),
  saveNoise: job(({ id }) => save(id, undefined, true)),
  setStatus: job(async ({ id }) => {
    const database = await sharedDatabase();
    await putRun(database, { ...(await getRun(database, id)), status: 'paused' });
  }),
  rename: job(async ({ id }) => renameRun(await sharedDatabase(), id, 'second name')),
  removeRun: job(async ({ id }) => removeRun(await sharedDatabase(), id)),
  saveModel: job(async ({ id }) =>
    saveModel(await sharedDatabase(), modelOf(id, 1), { last: new Float32Array([1]).buffer }),
  ),
  removeModel: job(async ({ id }) => removeModel(await sharedDatabase(), id)),
  upgrade: job(async ({ id }) => (await openDatabase(id)).close()),
});
