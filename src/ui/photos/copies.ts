import type { PhotoReading } from '../../photos/read-photos';
import { columnOf, type Sorting } from './sorting';

/** One photo to be copied, and where to. */
export interface Copy {
  readonly from: string; // path of the photo as it was dropped
  readonly folder: string;
  readonly name: string;
}

/** Every photo that could be read, into a folder of its column; no two under one name, whatever the letters' case. */
export function plannedCopies(photos: readonly PhotoReading[], sorting: Sorting): Copy[] {
  const taken = new Set<string>();
  return photos.flatMap((photo) => {
    const column = columnOf(photo, sorting);
    if (column === ':refused') return [];
    const folder = folderName(column);
    const name = freeName(photo.path.split('/').at(-1) ?? photo.path, (candidate) =>
      taken.has(`${folder}/${candidate}`.toLowerCase()),
    );
    taken.add(`${folder}/${name}`.toLowerCase());
    return [{ from: photo.path, folder, name }];
  });
}

/** A name that every system takes for a folder. */
function folderName(column: string): string {
  const plain = column
    .replace(/^:/, '')
    .replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '_')
    .replace(/[. ]+$/, '');
  return plain === '' ? '_' : plain;
}

/** "a.jpg", or "a (2).jpg" where that is taken. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  const dot = name.lastIndexOf('.');
  const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let candidate = name;
  for (let number = 2; isTaken(candidate); number += 1) candidate = `${stem} (${number})${end}`;
  return candidate;
}

/** A file that was written, so that it can be taken back. */
export interface Written {
  readonly folder: string;
  readonly name: string;
}

/**
 * Copies photos into sub-folders. What lies there already stays as it is.
 *
 * @param onWritten after each file; a stop keeps what is written
 */
export async function writeCopies(
  root: FileSystemDirectoryHandle,
  copies: readonly Copy[],
  fileAt: (path: string) => File | undefined,
  { signal, onWritten }: { signal: AbortSignal; onWritten: (file: Written) => void },
): Promise<void> {
  for (const { from, folder, name } of copies) {
    if (signal.aborted) return;
    const file = fileAt(from);
    if (!file) continue;
    const directory = await root.getDirectoryHandle(folder, { create: true });
    const free = await freeNameIn(directory, name);
    const writable = await (await directory.getFileHandle(free, { create: true })).createWritable();
    await file.stream().pipeTo(writable);
    onWritten({ folder, name: free });
  }
}

async function freeNameIn(directory: FileSystemDirectoryHandle, name: string): Promise<string> {
  const taken = new Set<string>();
  let candidate = name;
  for (;;) {
    const exists = await directory.getFileHandle(candidate).then(
      () => true,
      () => false,
    );
    if (!exists) return candidate;
    taken.add(candidate);
    candidate = freeName(name, (other) => taken.has(other));
  }
}

/** Takes back what was written, and the folders that are empty then. @returns how many files are gone */
export async function undoCopies(
  root: FileSystemDirectoryHandle,
  written: readonly Written[],
): Promise<number> {
  let gone = 0;
  for (const { folder, name } of written) {
    const directory = await root.getDirectoryHandle(folder).catch(() => undefined);
    const isGone = await directory?.removeEntry(name).then(
      () => true,
      () => false, // the user has moved it meanwhile
    );
    if (isGone) gone += 1;
  }
  for (const folder of new Set(written.map((file) => file.folder))) {
    // Refused by the browser when it is not empty, as it should be.
    await root.removeEntry(folder).catch(() => undefined);
  }
  return gone;
}
