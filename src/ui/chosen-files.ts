import type { ImportSource } from '../data/recognise';
import type { PlacedFile } from '../data/source-file';

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

/** The files of folders, one folder after the other: a tree may hold tens of thousands. */
export async function filesUnder(entries: readonly FileSystemEntry[]): Promise<PlacedFile[]> {
  const found: PlacedFile[] = [];
  const waiting = entries.toReversed();
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (isFolder(entry)) waiting.push(...(await childrenOf(entry)).toReversed());
    else if (isFile(entry)) found.push(await placed(entry));
  }
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
    entry.file((file) => resolve({ path: entry.fullPath.replace(/^\//, ''), file }), reject);
  });
}

/** In the order of their names; the browser gives them a hundred at a time, until it gives none. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return children.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    children.push(...some);
  }
}
