/** One bit of a stored checkpoint flipped, again and again: how often reading it notices. */
import { AppError } from '../../src/shared/errors';
import { randomBits } from '../../src/shared/random';
import { readCheckpoint } from '../../src/storage/checkpoint-store';
import type { Database } from '../../src/storage/database';

export interface FlipVerdict {
  readonly total: number;
  readonly noticed: number;
}

/** Every second flip is in the first piece, the others in the manifest. Leaves the checkpoint as it was. */
export async function flipCheckpoint(
  database: Database,
  key: readonly [runId: string, sequence: number],
  total: number,
): Promise<FlipVerdict> {
  const [runId, sequence] = key;
  const sealed = await database.get('checkpoints', [runId, sequence]);
  const chunk = await database.get('checkpointChunks', [runId, sequence, 0]);
  if (!sealed || !chunk) throw new Error('There is no such checkpoint.');
  let noticed = 0;
  for (let flip = 0; flip < total; flip += 1) {
    const place = randomBits(5, flip);
    if (flip % 2 === 0) {
      const { buffer } = flipped(new Uint8Array(chunk), place);
      await database.put('checkpointChunks', buffer, [runId, sequence, 0]);
    } else {
      const text = new TextDecoder().decode(flipped(new TextEncoder().encode(sealed.text), place));
      await database.put('checkpoints', { ...sealed, text }, [runId, sequence]);
    }
    if (await isDamaged(database, runId, sequence)) noticed += 1;
    await database.put('checkpointChunks', chunk, [runId, sequence, 0]);
    await database.put('checkpoints', sealed, [runId, sequence]);
  }
  return { total, noticed };
}

async function isDamaged(database: Database, runId: string, sequence: number): Promise<boolean> {
  try {
    await readCheckpoint(database, runId, sequence);
    return false;
  } catch (error) {
    if (error instanceof AppError && error.code === 'storage/damaged') return true;
    throw error;
  }
}

/** A copy with one bit changed, of a byte's lower seven: the text stays ASCII. */
function flipped(bytes: Uint8Array, place: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  const at = (place >>> 3) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << ((place & 7) % 7));
  return copy;
}
