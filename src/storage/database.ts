import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { DatasetKind, DatasetManifest, Shard } from '../shared/dataset';
import type { Diagnosis } from '../shared/diagnosis';
import { AppError, describeCause, type ErrorDetails } from '../shared/errors';
import type { Exclusions } from '../shared/exclusions';
import type { ModelSummary, WeightsRecord } from './model-store';
import type { StoredTuning } from './tuning-store';
import type { SealedManifest } from './checkpoint-store';
import { failpoint } from './failpoints';
import type { RunRecord } from './run-store';

export const DATABASE_NAME = 'mien';
/** 2: runs and their checkpoints. 3: what was found in a dataset and left out of it. 4: which kernels are fastest here. */
const VERSION = 4;

/** A dataset that is being written. Its shards are invisible until the manifest replaces this record. */
export interface ImportIntent {
  readonly id: string;
  readonly startedAtMs: number;
  /** What it was to become, so that it can be named where it did not; not in what the first version stored. */
  readonly dataset?: { readonly name: string; readonly kind: DatasetKind };
}

export interface MienSchema extends DBSchema {
  /** Complete datasets only. */
  datasets: { key: string; value: DatasetManifest };
  /** [import id, shard number]; the import id is kept in datasetShards. */
  shards: { key: [string, number]; value: Shard };
  /** dataset id -> the import id its shards were written under. */
  datasetShards: { key: string; value: string };
  imports: { key: string; value: ImportIntent };
  models: { key: string; value: ModelSummary };
  /** [model id, 'best' | 'last']. */
  weights: { key: [string, string]; value: WeightsRecord };
  /** dataset id -> what the doctor found in it. */
  diagnoses: { key: string; value: Diagnosis };
  /** dataset id -> what is left out of it. */
  exclusions: { key: string; value: Exclusions };
  runs: { key: string; value: RunRecord };
  /** [run id, sequence number]. */
  checkpoints: { key: [string, number]; value: SealedManifest };
  /** [run id, sequence number, chunk number]. */
  checkpointChunks: { key: [string, number, number]; value: ArrayBuffer };
  /** By adapter. */
  tunings: { key: string; value: StoredTuning };
}

export type Database = IDBPDatabase<MienSchema>;

/** How long another tab may take to let go of an older version. */
const BLOCKED_MS = 3000;

/**
 * Opens the one database, creating or upgrading it.
 *
 * @param onClosed called when the connection is gone: the browser closed it, or we did for a newer tab
 * @throws AppError storage/blocked while another tab keeps an older version open (after 3 s),
 *   storage/newer when a newer Mien wrote it, storage/unavailable when the browser refuses storage
 */
export async function openDatabase(
  name = DATABASE_NAME,
  onClosed: () => void = () => undefined,
): Promise<Database> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const { promise: refused, reject: refuse } = deferredRejection();
  const opening = openDB<MienSchema>(name, VERSION, {
    upgrade: createStores,
    // Only from here on: a slow disk or a queue of deletions is no other tab's doing.
    blocked: () => (timer = setTimeout(() => refuse(new AppError('storage/blocked')), BLOCKED_MS)),
    // A newer tab wants to upgrade: let go, so that it never waits for us. close() of our own fires no event.
    blocking: (_current, _next, event) => {
      (event.target as IDBDatabase).close();
      onClosed();
    },
    terminated: onClosed,
  });
  try {
    return await Promise.race([opening, refused]);
  } catch (error) {
    // One that arrives late has no owner, and would block others in its turn.
    opening.then(
      (late) => late.close(),
      () => undefined,
    );
    throw openFailure(error);
  } finally {
    clearTimeout(timer);
  }
}

function deferredRejection(): { promise: Promise<never>; reject(error: AppError): void } {
  let reject: (error: AppError) => void = () => undefined;
  const promise = new Promise<never>((_, rejectPromise) => (reject = rejectPromise));
  return { promise, reject };
}

const STORES = [
  'datasets',
  'shards',
  'datasetShards',
  'imports',
  'models',
  'weights',
  'diagnoses',
  'exclusions',
  'runs',
  'checkpoints',
  'tunings',
  'checkpointChunks',
] as const;
export type StoreName = (typeof STORES)[number];

/** Every version only added stores so far: an upgrade creates those that are missing. */
function createStores(database: Database): void {
  failpoint('upgrade/begun');
  for (const store of STORES) {
    if (database.objectStoreNames.contains(store)) continue;
    database.createObjectStore(store);
    failpoint('upgrade/store-made');
  }
  failpoint('upgrade/done');
}

let connection: Promise<Database> | undefined;

/** This thread's connection, opened on first use. After a failure, or once it was closed, the next call opens anew. */
export function sharedDatabase(): Promise<Database> {
  if (!connection) {
    const forget = () => (connection = undefined);
    connection = openDatabase(DATABASE_NAME, forget);
    connection.catch(forget);
  }
  return connection;
}

function openFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'VersionError') return new AppError('storage/newer', {}, { cause: error });
  return new AppError('storage/unavailable', { cause: describeCause(error) }, { cause: error });
}

/**
 * Runs `work` in one read-write transaction with strict durability and settles with the transaction, not with
 * its requests: under quota a request can succeed and its transaction still abort.
 *
 * @param work issues its writes synchronously; awaiting anything else in it would let the transaction end early
 * @throws AppError storage/quota-full or storage/failed, also for what `work` throws; the database is then as it
 *   was before
 */
export async function writeStrictly(
  database: Database,
  stores: readonly StoreName[],
  work: (writes: Writes) => void,
  details: ErrorDetails = {},
): Promise<void> {
  try {
    const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
    // The transaction reports for its requests; a request's own rejection would surface a second time, unhandled.
    const settle = (request: Promise<unknown>) => void request.catch(() => undefined);
    try {
      work({
        put: (store, value, key) => settle(transaction.objectStore(store).put(value, key)),
        delete: (store, key) => settle(transaction.objectStore(store).delete(key)),
      });
    } catch (error) {
      // A put can throw at once (DataCloneError). The writes before it would be committed all the same.
      transaction.abort();
      await transaction.done.catch(() => undefined);
      throw error;
    }
    await transaction.done;
  } catch (error) {
    throw storageFailure(error, details);
  }
}

/** The writes of one transaction. */
export interface Writes {
  put<Name extends StoreName>(
    store: Name,
    value: MienSchema[Name]['value'],
    key: MienSchema[Name]['key'],
  ): void;
  delete<Name extends StoreName>(store: Name, key: MienSchema[Name]['key'] | IDBKeyRange): void;
}

/** A storage exception under its name. */
export function storageFailure(error: unknown, details: ErrorDetails = {}): AppError {
  if (error instanceof AppError) return error;
  return isFull(error)
    ? new AppError('storage/quota-full', details, { cause: error })
    : new AppError('storage/failed', { cause: describeCause(error) }, { cause: error });
}

/** Chromium's limit has a name; a disk that is full below it shows as a large value that could not be written. */
function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isLostBlob = error.name === 'DataError' && /write blobs/i.test(error.message);
  return error.name === 'QuotaExceededError' || isLostBlob;
}
