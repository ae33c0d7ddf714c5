import { deleteDB, openDB } from 'idb';

const TOTAL = 82_683_648; // bytes: the pixels of FER2013
const MIB = 1024 * 1024;

/** Pieces of one write of all the bytes in one strict transaction, by name. */
const WAYS: Readonly<Record<string, number>> = {
  'one record': TOTAL,
  '1 MiB records': MIB,
  '4 MiB records': 4 * MIB,
};

/** The strict ways to put 82.7 MB into IndexedDB, without checking anything. @returns ms of each */
export async function bestStores(name: string): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const [way, piece] of Object.entries(WAYS)) times[way] = await storePieces(name, piece);
  times['one Blob'] = await storeBlob(name);
  return times;
}

/** Random bytes: the disk would shrink anything simpler. */
export function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, length)));
  return bytes;
}

async function storePieces(name: string, piece: number): Promise<number> {
  const bytes = noise(Math.min(piece, TOTAL));
  const count = Math.ceil(TOTAL / piece);
  return storeAll(name, () => Array.from({ length: count }, () => bytes));
}

/** Making the Blob already carries the bytes to where they are written from, so it is in the time. */
function storeBlob(name: string): Promise<number> {
  const bytes = noise(TOTAL);
  return storeAll(name, () => [new Blob([bytes])]);
}

async function storeAll(name: string, values: () => readonly unknown[]): Promise<number> {
  await deleteDB(name);
  const database = await openDB(name, 1, { upgrade: (fresh) => void fresh.createObjectStore('pieces') });
  const start = performance.now();
  const transaction = database.transaction('pieces', 'readwrite', { durability: 'strict' });
  for (const [key, value] of values().entries()) void transaction.store.put(value, key);
  await transaction.done;
  const ms = performance.now() - start;
  database.close();
  await deleteDB(name);
  return ms;
}
