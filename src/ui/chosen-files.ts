import type { ImportSource } from '../data/recognise';
import type { PlacedFile } from '../data/source-file';
import { AppError } from '../shared/errors';

/** Files from a file or folder dialog. */
export function chosenSource(files: readonly File[]): ImportSource {
  return sourceOf(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/** Files under one name: that of the folder they lie in, else of the first of them. */
export function sourceOf(files: readonly PlacedFile[]): ImportSource {
  return { name: files[0]?.path.split('/')[0] ?? '', files };
}

/** Folders being listed, which may take minutes. */
export interface Listing {
  /** Ends it by throwing its reason. */
  readonly signal: AbortSignal;
  /** What was found so far in folders; never called where only files were dropped. */
  readonly onFound: (files: number) => void;
}

/**
 * What was dropped, with everything in dropped folders, at any depth. To be called while the drop is handled: the list
 * is empty afterwards.
 */
export function droppedFiles({ items, files }: DataTransfer, listing: Listing): Promise<PlacedFile[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length > 0) return filesUnder(entries, listing);
  return Promise.resolve([...files].map((file) => ({ path: file.name, file })));
}

const AT_ONCE = 100; // files

/**
 * The files of folders, one folder after the other and their files many at a time: a tree may hold tens of thousands.
 *
 * @throws AppError data/unreadable; the signal's reason
 */
export async function filesUnder(
  entries: readonly FileSystemEntry[],
  { signal, onFound }: Listing,
): Promise<PlacedFile[]> {
  const listed: FileSystemFileEntry[] = [];
  const waiting = entries.toReversed();
  let folderFiles = 0;
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (isFolder(entry)) {
      const children: FileSystemEntry[] = [];
      for await (const some of childrenOf(entry)) {
        signal.throwIfAborted();
        children.push(...some);
        folderFiles += some.filter(isFile).length;
        onFound(folderFiles);
      }
      waiting.push(...children.toSorted(byName).toReversed());
    } else if (isFile(entry)) listed.push(entry);
  }
  const found: PlacedFile[] = [];
  for (let start = 0; start < listed.length; start += AT_ONCE) {
    signal.throwIfAborted();
    found.push(...(await Promise.all(listed.slice(start, start + AT_ONCE).map(placed))));
  }
  signal.throwIfAborted();
  return found;
}

function byName(one: FileSystemEntry, other: FileSystemEntry): number {
  return one.name < other.name ? -1 : 1;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function placed(entry: FileSystemFileEntry): Promise<PlacedFile> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(unreadable(entry, error));
    entry.file((file) => resolve({ path: entry.fullPath.replace(/^\//, ''), file }), fail);
  });
}

/** In any order, as the browser gives them: a hundred at a time, until it gives none. */
async function* childrenOf(
  folder: FileSystemDirectoryEntry,
): AsyncGenerator<readonly FileSystemEntry[], void, void> {
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, (error) => reject(unreadable(folder, error)));
    });
    if (some.length === 0) return;
    yield some;
  }
}

/** Gone or changed since it was dropped, or not ours to read. */
function unreadable({ name }: FileSystemEntry, cause: unknown): AppError {
  return new AppError('data/unreadable', { name }, { cause });
}
