/** What the harness can do with runs: a worker that writes them, and a look at what is really stored. */
import { connect, type Connection } from '../../src/rpc/connect';
import type { Job } from '../../src/rpc/contracts';
import { readNewestCheckpoint } from '../../src/storage/checkpoint-store';
import { toFailure } from '../../src/shared/errors';
import { type Database, openDatabase } from '../../src/storage/database';
import { type FlipVerdict, flipCheckpoint } from './flips';
import { readModelWeights } from '../../src/storage/model-store';

type Named = Job<{ id: string }, never, void>;

export interface RunsApi {
  start: Job<undefined, never, void>;
  save: Named;
  saveSmall: Named;
  saveNoise: Named;
  setStatus: Named;
  rename: Named;
  removeRun: Named;
  saveModel: Named;
  removeModel: Named;
  upgrade: Named;
}

/** A run and its model as they stand; the step is that of the newest whole checkpoint, NaN where bits are mixed. */
export interface RunState {
  readonly step: number; // 0: there is no run
  readonly recordStep: number;
  readonly modelStep: number; // 0: there is no model
  readonly isNewest: boolean;
  readonly status: string;
  readonly name: string;
  readonly leftOver: number;
}

let writer: Connection<RunsApi> | undefined;

function startedWriter(): Connection<RunsApi> {
  const start = () => new Worker(new URL('./runs.worker.ts', import.meta.url), { type: 'module' });
  return (writer ??= connect<RunsApi>(start(), 'runs'));
}

export function endRunsWorker(): void {
  writer?.terminate();
  writer = undefined;
}

/** One job of the writer. */
export function work(name: keyof RunsApi, id: string): Promise<void> {
  return name === 'start' ? startedWriter().call('start', undefined) : startedWriter().call(name, { id });
}

/** @returns the code of what the job failed with, '' when it did not */
export function failureOfWork(name: keyof RunsApi, id: string): Promise<string> {
  return work(name, id).then(
    () => '',
    (error: unknown) => toFailure(error).code,
  );
}

async function modelStep(database: Database, id: string): Promise<number> {
  const model = await database.get('models', id);
  if (!model) return 0;
  const [weights = Number.NaN] = new Float32Array(await readModelWeights(database, id, 'last'));
  return weights === model.cards.last.trained.epochs ? weights : Number.NaN;
}

export async function inspectRun(id: string): Promise<RunState> {
  const database = await openDatabase();
  try {
    const run = await database.get('runs', id);
    const kept: readonly (number | undefined)[] = run
      ? [run.head.latest, run.head.previous, run.head.best]
      : [];
    const keys = [
      ...(await database.getAllKeys('checkpointChunks')),
      ...(await database.getAllKeys('checkpoints')),
    ];
    const leftOver = keys.filter(([owner, sequence]) => owner === id && !kept.includes(sequence)).length;
    const found = run && (await readNewestCheckpoint(database, run));
    const step = found?.checkpoint.state.optimizerSteps ?? 0;
    const isWhole =
      found?.checkpoint.tensors.every(({ values }) => values.every((value) => Math.floor(value) === step)) ??
      true;
    return {
      step: isWhole ? step : Number.NaN,
      recordStep: run?.place.doneSteps ?? 0,
      modelStep: await modelStep(database, id),
      isNewest: found?.isNewest ?? true,
      status: run?.status ?? '',
      name: run?.name ?? '',
      leftOver,
    };
  } finally {
    database.close();
  }
}

/** Saves a run, and flips bits of its checkpoint. */
export async function countFlips(total: number): Promise<FlipVerdict> {
  const id = 'run-flips';
  await work('saveSmall', id);
  const database = await openDatabase();
  const sequence = (await database.get('runs', id))?.head.latest ?? 0;
  const verdict = await flipCheckpoint(database, [id, sequence], total);
  database.close();
  await work('removeRun', id);
  return verdict;
}

const FIRST_STORES = ['datasets', 'shards', 'datasetShards', 'imports', 'models', 'weights'];

/** A database as version 1 left it, with one record. */
export function makeVersion1(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.addEventListener('upgradeneeded', () => {
      for (const store of FIRST_STORES) request.result.createObjectStore(store);
      request.transaction?.objectStore('datasetShards').put('kept', 'old');
    });
    request.addEventListener('success', () => {
      request.result.close();
      resolve();
    });
    request.addEventListener('error', () => reject(request.error ?? new Error('not opened')));
  });
}

/** Whether the database opens at the newest version, with every store and the old record. */
export async function isUpgradable(name: string): Promise<boolean> {
  const database = await openDatabase(name);
  const old = await database.get('datasetShards', 'old');
  const { objectStoreNames: stores } = database;
  database.close();
  const added = ['runs', 'checkpoints', 'checkpointChunks'] as const;
  return old === 'kept' && added.every((store) => stores.contains(store));
}
