import { sha256Hex } from '../shared/digest';
import { AppError, describeCause } from '../shared/errors';
import { type Database, type StoreName, storageFailure, writeStrictly, type Writes } from './database';
import { failpoint } from './failpoints';
import { checkpointsOf, chunksOf, type CheckpointHead, type RunPlace, type RunRecord } from './run-store';

// A value of more than 127 MiB cannot be stored, and one transaction should stay small enough to commit at once.
const CHUNK_BYTES = 4 * 1024 * 1024;
const CHUNKS_PER_TRANSACTION = 4;

/** Numbers of a training that lie nowhere else. Everything drawn by chance is a function of seed, epoch and step. */
export interface TrainingState {
  readonly place: RunPlace;
  /** Sums of the epoch under way. */
  readonly sums: { readonly loss: number; readonly hits: number; readonly images: number };
  /** Finished optimizer steps: bias correction is a function of them. */
  readonly optimizerSteps: number;
  /** 1, halved by each roll-back. */
  readonly rateScale: number;
  readonly epochSeconds: number; // spent on the epoch under way
}

export interface NamedTensor {
  readonly name: string;
  readonly values: Float32Array;
}

/** A training at the end of a step: with its run's record, all that a resumed run needs to be the uninterrupted one. */
export interface Checkpoint {
  readonly state: TrainingState;
  readonly tensors: readonly NamedTensor[];
}

/** A checkpoint's manifest as text, so that its hash covers every character of it. */
export interface SealedManifest {
  readonly text: string;
  readonly sha256: string;
}

interface Manifest {
  readonly formatVersion: 1;
  readonly state: TrainingState;
  readonly tensors: readonly { readonly name: string; readonly values: number }[];
  /** The tensors one after another, little-endian float32, cut into pieces. */
  readonly chunks: readonly { readonly bytes: number; readonly sha256: string }[];
}

/** What is written together with the run when a checkpoint becomes the newest: its model, at an epoch's end. */
export interface AlongWith {
  readonly stores: readonly StoreName[];
  write(writes: Writes): void;
  readonly neededMB: number;
}

/**
 * Stores a checkpoint and makes it the run's newest: pieces first, read back and compared, then one transaction that
 * flips the run to it. A kill at any point leaves the run at the checkpoint before or at this one.
 *
 * @param run    as it is to be once the checkpoint is the newest
 * @param isBest whether this checkpoint is to be kept as the best
 * @returns the record as stored
 * @throws AppError storage/quota-full, storage/failed, storage/damaged when what is read back is not what was written;
 *   the run is then as it was
 */
export async function saveCheckpoint(
  database: Database,
  run: RunRecord,
  checkpoint: Checkpoint,
  { isBest = false, along }: { isBest?: boolean; along?: AlongWith } = {},
): Promise<RunRecord> {
  const sequence = run.head.next;
  failpoint('checkpoint/begun');
  const chunks = chunksFrom(checkpoint.tensors);
  const neededMB = Math.ceil(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0) / 1e6);
  const manifest = await seal(checkpoint, chunks);
  // Left by an attempt that was cut short: its numbers were never the run's.
  await removeAllBut(database, run.id, run.head);
  await writeChunks(database, [run.id, sequence], chunks, neededMB);
  failpoint('checkpoint/chunks-written');
  await readChunks(database, [run.id, sequence], manifest.chunks, () =>
    failpoint('checkpoint/chunk-verified'),
  );
  failpoint('checkpoint/verified');
  const { latest, best } = run.head;
  const head: CheckpointHead = {
    latest: sequence,
    previous: latest || undefined,
    best: isBest ? sequence : best,
    next: sequence + 1,
  };
  const next: RunRecord = { ...run, head };
  await writeStrictly(
    database,
    ['checkpoints', 'runs', ...(along?.stores ?? [])],
    (writes) => {
      writes.put('checkpoints', manifest.sealed, [run.id, sequence]);
      failpoint('flip/manifest-put');
      writes.put('runs', next, run.id);
      failpoint('flip/run-put');
      along?.write(writes);
      failpoint('flip/along-put');
    },
    { neededMB: along?.neededMB ?? 1 },
  );
  failpoint('flip/written');
  // Only room: what cannot be removed now goes with the next checkpoint.
  await removeAllBut(database, run.id, head).catch(() => undefined);
  return next;
}

/**
 * The newest checkpoint of a run that is whole; where the newest is damaged the one before, then the best.
 *
 * @returns the checkpoint with its number; `isNewest` false when it is not the newest
 * @throws AppError storage/damaged when none is whole
 */
export async function readNewestCheckpoint(
  database: Database,
  { id, name, head }: RunRecord,
): Promise<{ checkpoint: Checkpoint; sequence: number; isNewest: boolean }> {
  for (const sequence of new Set([head.latest, head.previous, head.best])) {
    if (sequence === undefined) continue;
    try {
      const checkpoint = await readCheckpoint(database, id, sequence);
      return { checkpoint, sequence, isNewest: sequence === head.latest };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'storage/damaged') throw error;
    }
  }
  throw new AppError('storage/damaged', { what: name });
}

/** @throws AppError storage/damaged when a character or a bit of it is not what was written */
export async function readCheckpoint(
  database: Database,
  runId: string,
  sequence: number,
): Promise<Checkpoint> {
  const sealed = await database.get('checkpoints', [runId, sequence]).catch(damaged);
  if (!sealed || (await textHash(sealed.text)) !== sealed.sha256) return damaged('manifest');
  // Its hash says that this is what saveCheckpoint wrote.
  const manifest = JSON.parse(sealed.text) as Manifest;
  const chunks = await readChunks(database, [runId, sequence], manifest.chunks);
  return { state: manifest.state, tensors: tensorsFrom(manifest, chunks) };
}

/** Removes every checkpoint of a run: it is finished, and its model holds what it learned. */
export function removeCheckpoints(database: Database, runId: string): Promise<void> {
  return removeAllBut(database, runId, { latest: 0, next: 0 });
}

/** Removes what the head does not name, half-written pieces too. */
async function removeAllBut(
  database: Database,
  runId: string,
  { latest, previous, best }: CheckpointHead,
): Promise<void> {
  const kept = new Set([latest, previous, best]);
  const [manifests, chunks] = await Promise.all([
    database.getAllKeys('checkpoints', checkpointsOf(runId)),
    database.getAllKeys('checkpointChunks', chunksOf(runId)),
  ]).catch((error: unknown) => {
    throw storageFailure(error);
  });
  const gone = new Set([...manifests, ...chunks].map(([, sequence]) => sequence));
  for (const sequence of kept) if (sequence !== undefined) gone.delete(sequence);
  if (gone.size === 0) return;
  failpoint('old/found');
  await writeStrictly(database, ['checkpoints', 'checkpointChunks'], (writes) => {
    for (const sequence of gone) {
      writes.delete('checkpoints', [runId, sequence]);
      failpoint('old/manifest-removed');
      writes.delete('checkpointChunks', chunksOf(runId, sequence));
      failpoint('old/chunks-removed');
    }
  });
  failpoint('old/written');
}

async function seal(
  { state, tensors }: Checkpoint,
  chunks: readonly ArrayBuffer[],
): Promise<{ sealed: SealedManifest; chunks: Manifest['chunks'] }> {
  const described = await Promise.all(
    chunks.map(async (chunk) => ({ bytes: chunk.byteLength, sha256: await sha256Hex(chunk) })),
  );
  const text = JSON.stringify({
    formatVersion: 1,
    state,
    tensors: tensors.map(({ name, values }) => ({ name, values: values.length })),
    chunks: described,
  } satisfies Manifest);
  return { sealed: { text, sha256: await textHash(text) }, chunks: described };
}

async function writeChunks(
  database: Database,
  [runId, sequence]: readonly [string, number],
  chunks: readonly ArrayBuffer[],
  neededMB: number,
): Promise<void> {
  for (let start = 0; start < chunks.length; start += CHUNKS_PER_TRANSACTION) {
    await writeStrictly(
      database,
      ['checkpointChunks'],
      (writes) => {
        for (const [place, chunk] of chunks.slice(start, start + CHUNKS_PER_TRANSACTION).entries()) {
          writes.put('checkpointChunks', chunk, [runId, sequence, start + place]);
          failpoint('checkpoint/chunk-put');
        }
      },
      { neededMB },
    );
    failpoint('checkpoint/group-written');
  }
}

async function readChunks(
  database: Database,
  [runId, sequence]: readonly [string, number],
  described: Manifest['chunks'],
  onRead: () => void = () => undefined,
): Promise<ArrayBuffer[]> {
  const chunks: ArrayBuffer[] = [];
  for (const [place, { sha256 }] of described.entries()) {
    const chunk = await database.get('checkpointChunks', [runId, sequence, place]).catch(damaged);
    if (!chunk || (await sha256Hex(chunk)) !== sha256) return damaged(`piece ${place}`);
    chunks.push(chunk);
    onRead();
  }
  return chunks;
}

/** The browser keeps large values in files of their own, and one can be lost (NotReadableError, DataError). */
function damaged(cause: unknown): never {
  throw new AppError('storage/damaged', { what: 'checkpoint', cause: describeCause(cause) });
}

function textHash(text: string): Promise<string> {
  return sha256Hex(new TextEncoder().encode(text));
}

function chunksFrom(tensors: readonly NamedTensor[]): ArrayBuffer[] {
  const all = new Float32Array(tensors.reduce((sum, { values }) => sum + values.length, 0));
  let offset = 0;
  for (const { values } of tensors) {
    all.set(values, offset);
    offset += values.length;
  }
  return Array.from({ length: Math.ceil(all.byteLength / CHUNK_BYTES) }, (_, place) =>
    all.buffer.slice(place * CHUNK_BYTES, (place + 1) * CHUNK_BYTES),
  );
}

function tensorsFrom({ tensors }: Manifest, chunks: readonly ArrayBuffer[]): NamedTensor[] {
  const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  for (const [place, chunk] of chunks.entries()) bytes.set(new Uint8Array(chunk), place * CHUNK_BYTES);
  const all = new Float32Array(bytes.buffer);
  let offset = 0;
  return tensors.map(({ name, values }) => ({
    name,
    values: all.subarray(offset, (offset += values)),
  }));
}
