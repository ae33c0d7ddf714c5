import { AppError, describeCause } from '../../shared/errors';
import { type Copy, freeName } from './planned-copies';

/** A file that was written, and how it was left: only as such it is taken back. */
export interface Written {
  readonly from: string; // path of the photo as it was dropped
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number; // as the file system dates it
}

/** What a writing tells while it goes on. */
interface WritingTold {
  readonly signal: AbortSignal;
  onWritten(file: Written): void;
  /** This folder was not there before. */
  onFolderMade(folder: string): void;
  /** One photo, by its path, that could not be copied. */
  onNotCopied(from: string): void;
}

/**
 * Copies photos into sub-folders. What lies there already stays as it is; a photo that cannot be copied leaves nothing
 * behind and does not hold up the others.
 *
 * @throws AppError photos/no-room, photos/folder-lost: no other photo would fare better
 */
export async function writeCopies(
  root: FileSystemDirectoryHandle,
  copies: readonly Copy[],
  fileAt: (path: string) => File | undefined,
  told: WritingTold,
): Promise<void> {
  for (const copy of copies) {
    if (told.signal.aborted) return;
    const file = fileAt(copy.from);
    try {
      if (file) told.onWritten(await writeCopy(root, copy, file, told));
      else told.onNotCopied(copy.from);
    } catch (error) {
      if (told.signal.aborted) return;
      if (error instanceof AppError) throw error;
      told.onNotCopied(copy.from);
    }
  }
}

async function writeCopy(
  root: FileSystemDirectoryHandle,
  { from, folder, name }: Copy,
  file: File,
  { signal, onFolderMade }: WritingTold,
): Promise<Written> {
  const { directory, free, handle } = await placeFor(root, folder, name, onFolderMade).catch(
    notToBeWrittenTo(root),
  );
  try {
    await file.stream().pipeTo(await handle.createWritable(), { signal });
    const { size, lastModified } = await handle.getFile();
    return { from, folder, name: free, bytes: size, modifiedMs: lastModified };
  } catch (error) {
    // Its name alone is there already, with nothing in it.
    await directory.removeEntry(free).catch(() => undefined);
    if (isNamed(error, 'QuotaExceededError')) throw noRoom(error);
    throw isNamed(error, 'NotAllowedError') ? lost(root, error) : error;
  }
}

async function placeFor(
  root: FileSystemDirectoryHandle,
  folder: string,
  name: string,
  onFolderMade: (folder: string) => void,
) {
  let directory = await entry(root.getDirectoryHandle(folder));
  if (!directory) {
    directory = await root.getDirectoryHandle(folder, { create: true });
    onFolderMade(folder);
  }
  const free = await freeNameIn(directory, name);
  return { directory, free, handle: await directory.getFileHandle(free, { create: true }) };
}

/** A chosen folder that is gone, or may no longer be written to, takes no photo at all. */
function notToBeWrittenTo(root: FileSystemDirectoryHandle) {
  return (error: unknown): never => {
    if (isNamed(error, 'QuotaExceededError')) throw noRoom(error);
    if (isNamed(error, 'NotFoundError') || isNamed(error, 'NotAllowedError')) throw lost(root, error);
    throw error;
  };
}

export function noRoom(error: unknown): AppError {
  return new AppError('photos/no-room', { cause: describeCause(error) }, { cause: error });
}

function lost({ name }: FileSystemDirectoryHandle, error: unknown): AppError {
  return new AppError('photos/folder-lost', { name, cause: describeCause(error) }, { cause: error });
}

export function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}

/** What is there; undefined where there is nothing of that name. Anything else that went wrong stays an error. */
async function entry<Handle>(asked: Promise<Handle>): Promise<Handle | undefined> {
  return await asked.catch((error: unknown) => {
    if (isNamed(error, 'NotFoundError')) return undefined;
    throw error;
  });
}

async function freeNameIn(directory: FileSystemDirectoryHandle, name: string): Promise<string> {
  const taken = new Set<string>();
  for (;;) {
    const candidate = freeName(name, (other) => taken.has(other));
    if (!(await isTaken(directory, candidate))) return candidate;
    taken.add(candidate);
  }
}

/** By a file or by a folder. */
async function isTaken(directory: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    return (await entry(directory.getFileHandle(name))) !== undefined;
  } catch (error) {
    if (isNamed(error, 'TypeMismatchError')) return true;
    throw error;
  }
}

/** Those of the written files that are still there, whoever changed them meanwhile. */
export async function stillThere(
  root: FileSystemDirectoryHandle,
  written: readonly Written[],
): Promise<Written[]> {
  const there: Written[] = [];
  for (const file of written) if (await fileOf(root, file).catch(() => true)) there.push(file);
  return there;
}

async function fileOf(root: FileSystemDirectoryHandle, { folder, name }: Written): Promise<File | undefined> {
  const directory = await entry(root.getDirectoryHandle(folder));
  const handle = directory && (await entry(directory.getFileHandle(name)));
  return handle && (await handle.getFile());
}

/** What came of taking copies back. */
interface TakenBack {
  readonly gone: number; // files removed now
  readonly changed: readonly Written[]; // changed since they were written: left as they are
  readonly stuck: readonly Written[]; // could not be removed, or not got to
}

/**
 * Takes back what was written and is as it was left, and the folders that were made for it and are empty then.
 *
 * @param onEach after each file; a stop leaves the rest on the list
 */
export async function undoCopies(
  root: FileSystemDirectoryHandle,
  { written, folders }: { readonly written: readonly Written[]; readonly folders: readonly string[] },
  { signal, onEach }: { readonly signal: AbortSignal; onEach(): void },
): Promise<TakenBack> {
  let gone = 0;
  const changed: Written[] = [];
  const stuck: Written[] = [];
  for (const file of written) {
    const came = signal.aborted ? 'stuck' : await takenBack(root, file).catch(() => 'stuck' as const);
    if (came === 'gone') gone += 1;
    else if (came === 'changed') changed.push(file);
    else if (came === 'stuck') stuck.push(file);
    onEach();
  }
  // Refused by the browser where one is not empty, as it should be.
  for (const folder of folders) await root.removeEntry(folder).catch(() => undefined);
  return { gone, changed, stuck };
}

async function takenBack(
  root: FileSystemDirectoryHandle,
  file: Written,
): Promise<'gone' | 'changed' | 'missing'> {
  const now = await fileOf(root, file);
  if (!now) return 'missing'; // the user has moved it meanwhile
  if (now.size !== file.bytes || now.lastModified !== file.modifiedMs) return 'changed';
  await (await root.getDirectoryHandle(file.folder)).removeEntry(file.name);
  return 'gone';
}
