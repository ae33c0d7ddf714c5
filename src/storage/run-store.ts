import type { BackendName, ModelCard } from '../shared/model-card';
import type { EpochRecord } from '../shared/history';
import { AppError, type Failure } from '../shared/errors';
import { runLock } from '../shared/locks';
import { failpoint } from './failpoints';
import { type Database, storageFailure, writeStrictly } from './database';

export const RUN_STATUSES = ['running', 'paused', 'stopped', 'finished', 'failed'] as const;
/** 'running' with nobody holding its lock: the tab died, and the run waits to be resumed. */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** How far a run has come. */
export interface RunPlace {
  readonly epoch: number; // 1-based, the one under way
  readonly step: number; // finished steps of it; all of them: only its validation is missing
  readonly doneSteps: number; // of the whole run
  readonly totalSteps: number;
}

/** Everything that may change the last bits of a result. A run that goes on elsewhere says which of it changed. */
export interface ComputedBy {
  readonly backend: BackendName;
  readonly device: string;
  readonly executor: 'plan' | 'tfjs';
  /** Variants of the kernels that were chosen by measuring; '' where there is no choice. */
  readonly tuning: string;
  readonly mien: string;
  readonly tfjs: string;
}

/** The validation pictures change no weight, but which epoch is the best, and a plateau's rate. */
export type RunChange = keyof ComputedBy | 'validation';

export type RunEvent =
  | {
      readonly kind: 'resumed';
      readonly atMs: number;
      readonly place: RunPlace;
      readonly changed: readonly RunChange[];
    }
  /** The newest checkpoint was damaged, and an older one was taken. */
  | { readonly kind: 'fell-back'; readonly atMs: number; readonly place: RunPlace }
  /** The loss was no number, or exploded: back to the last checkpoint, with the rate halved. */
  | {
      readonly kind: 'rolled-back';
      readonly atMs: number;
      readonly from: { readonly epoch: number; readonly step: number };
      readonly to: RunPlace;
      readonly rateScale: number;
    }
  | { readonly kind: 'failed'; readonly atMs: number; readonly failure: Failure };

/** The parts of a run's model card that do not change from epoch to epoch. */
export type CardTemplate = Omit<ModelCard, 'weights' | 'accuracy' | 'probes' | 'trained'> & {
  readonly trained: Omit<ModelCard['trained'], 'epochs'>;
};

/** Sequence numbers of a run's checkpoints. Nothing else is kept. */
export interface CheckpointHead {
  readonly latest: number;
  readonly previous?: number | undefined;
  readonly best?: number | undefined;
  /** Grows with every attempt, so that two checkpoints never share a number. */
  readonly next: number;
}

/** One run, whole: what it is made from, how far it is, and what it has shown so far. */
export interface RunRecord {
  readonly id: string; // of its model too
  readonly name: string;
  readonly status: RunStatus;
  readonly template: CardTemplate;
  readonly computedBy: ComputedBy;
  /** Digest of the validation pictures it was last scored on; runs of older versions have none. */
  readonly validationDigest?: string | undefined;
  readonly history: readonly EpochRecord[];
  readonly bestEpoch: number; // 0 before the first
  readonly place: RunPlace;
  readonly savedAtMs: number;
  readonly head: CheckpointHead;
  readonly events: readonly RunEvent[];
  readonly formatVersion: 1;
}

/** A run as lists show it. */
export interface ListedRun extends RunRecord {
  /** Whether some tab trains it now. */
  readonly isHeld: boolean;
}

/** A thread that was ended lets go of its locks a moment later. */
const HAND_OVER_MS = 5000;

/** Makes this thread the run's only writer until the returned function is called. @throws AppError train/elsewhere */
export function holdRun(id: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const hold = () => new Promise<void>((release) => resolve(release));
    const patience = { signal: AbortSignal.timeout(HAND_OVER_MS) };
    navigator.locks.request(runLock(id), patience, hold).catch((cause: unknown) => {
      reject(new AppError('train/elsewhere', {}, { cause }));
    });
  });
}

/** All runs, the newest first. */
export async function listRuns(database: Database): Promise<ListedRun[]> {
  const [runs, { held = [] }] = await Promise.all([
    database.getAll('runs').catch(rejection),
    navigator.locks.query(),
  ]);
  const locks = new Set(held.map(({ name }) => name));
  const listed = (run: RunRecord): ListedRun => ({ ...run, isHeld: locks.has(runLock(run.id)) });
  return runs.map(listed).toSorted((one, other) => other.template.createdAtMs - one.template.createdAtMs);
}

/** @throws AppError storage/missing */
export async function getRun(database: Database, id: string): Promise<RunRecord> {
  const run = await database.get('runs', id).catch(rejection);
  if (!run) throw new AppError('storage/missing', { what: id });
  return run;
}

/** @throws AppError storage/missing; train/elsewhere while the run is being trained */
export async function renameRun(database: Database, id: string, name: string): Promise<void> {
  await withRun(id, async () => {
    const run = await getRun(database, id);
    await writeStrictly(database, ['runs'], (writes) => {
      writes.put('runs', { ...run, name }, id);
      failpoint('rename/put');
    });
    failpoint('rename/written');
  });
}

/** For the thread that holds the run. */
export async function putRun(database: Database, run: RunRecord): Promise<void> {
  await writeStrictly(database, ['runs'], (writes) => {
    writes.put('runs', run, run.id);
    failpoint('status/put');
  });
  failpoint('status/written');
}

/** Removes a run with its checkpoints. Its model stays. @throws AppError train/elsewhere while it is being trained */
export async function removeRun(database: Database, id: string): Promise<void> {
  await withRun(id, async () => {
    failpoint('run-removal/locked');
    await writeStrictly(database, ['runs', 'checkpoints', 'checkpointChunks'], (writes) => {
      writes.delete('runs', id);
      failpoint('run-removal/run-removed');
      writes.delete('checkpoints', checkpointsOf(id));
      failpoint('run-removal/manifests-removed');
      writes.delete('checkpointChunks', chunksOf(id));
      failpoint('run-removal/chunks-removed');
    });
    failpoint('run-removal/written');
  });
}

/**
 * Removes what was written for runs that never came to be: killed before their first checkpoint was whole. To be called
 * once at start.
 *
 * @returns how many there were
 */
export async function cleanUpRuns(database: Database): Promise<number> {
  const [chunks, runs] = await Promise.all([
    database.getAllKeys('checkpointChunks').catch((): [string, number, number][] => []),
    database.getAllKeys('runs').catch(rejection),
  ]);
  const orphans = new Set(chunks.map(([run]) => run).filter((run) => !runs.includes(run)));
  if (orphans.size > 0) failpoint('run-clean-up/found');
  // One that is being trained in another tab is about to become a run: its lock is taken.
  const removed = await Promise.allSettled([...orphans].map((id) => removeRun(database, id)));
  if (orphans.size > 0) failpoint('run-clean-up/written');
  return removed.filter(({ status }) => status === 'fulfilled').length;
}

async function withRun<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
  return navigator.locks.request(runLock(id), { ifAvailable: true }, (lock) => {
    if (!lock) throw new AppError('train/elsewhere');
    return work();
  });
}

export function checkpointsOf(runId: string): IDBKeyRange {
  return IDBKeyRange.bound([runId, 0], [runId, Infinity]);
}

/** All chunk keys of a run, or of one of its checkpoints. */
export function chunksOf(runId: string, sequence?: number): IDBKeyRange {
  return IDBKeyRange.bound([runId, sequence ?? 0, 0], [runId, sequence ?? Infinity, Infinity]);
}

function rejection(error: unknown): never {
  throw storageFailure(error);
}
