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

/**
 * What was dropped, with everything in dropped folders, at any depth. To be called while the drop is handled: the list
 * is empty afterwards.
 */
export function droppedFiles({ items, files }: DataTransfer): Promise<PlacedFile[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length > 0) return filesUnder(entries);
  return Promise.resolve([...files].map((file) => ({ path: file.name, file })));
}

const AT_ONCE = 100; // files

/**
 * The files of folders, one folder after the other and their files many at a time: a tree may hold tens of thousands.
 *
 * @throws AppError data/unreadable
 */
export async function filesUnder(entries: readonly FileSystemEntry[]): Promise<PlacedFile[]> {
  const listed: FileSystemFileEntry[] = [];
  const waiting = entries.toReversed();
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (isFolder(entry)) waiting.push(...(await childrenOf(entry)).toReversed());
    else if (isFile(entry)) listed.push(entry);
  }
  const found: PlacedFile[] = [];
  for (let start = 0; start < listed.length; start += AT_ONCE)
    found.push(...(await Promise.all(listed.slice(start, start + AT_ONCE).map(placed))));
  return found;
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

/** In the order of their names; the browser gives them a hundred at a time, until it gives none. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, (error) => reject(unreadable(folder, error)));
    });
    if (some.length === 0) return children.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    children.push(...some);
  }
}

/** Gone or changed since it was dropped, or not ours to read. */
function unreadable({ name }: FileSystemEntry, cause: unknown): AppError {
  return new AppError('data/unreadable', { name }, { cause });
}
