import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/shared/errors';
import { stillThere, undoCopies, writeCopies, type Written } from '../../../src/ui/photos/copies';
import type { Copy } from '../../../src/ui/photos/planned-copies';

// The browser's private file system stands where a user's folder would.
let root: FileSystemDirectoryHandle;
const name = `copies-${crypto.randomUUID()}`;
const top = () => navigator.storage.getDirectory();

beforeEach(async () => {
  root = await (await top()).getDirectoryHandle(name, { create: true });
});
afterEach(async () => (await top()).removeEntry(name, { recursive: true }));

const copy = (from: string, folder = 'happy'): Copy => ({ from, folder, name: from });
const photo = (text: string) => new File([text], 'any.jpg');
/** A file whose bytes are gone when they are read, as on a card that was pulled out. */
const unreadable = () => {
  const file = photo('lost');
  const failing = () =>
    new ReadableStream({ pull: (stream) => stream.error(new DOMException('gone', 'NotReadableError')) });
  return Object.assign(file, { stream: failing });
};

/** Writes, and keeps what was told. */
async function write(
  copies: readonly Copy[],
  files: Readonly<Record<string, File>>,
  { signal = new AbortController().signal, onEach = () => undefined as void } = {},
) {
  const told = { written: [] as Written[], notCopied: [] as string[], folders: [] as string[] };
  const failure = await writeCopies(root, copies, (path) => files[path], {
    signal,
    onWritten: (file) => {
      told.written.push(file);
      onEach();
    },
    onNotCopied: (from) => told.notCopied.push(from),
    onFolderMade: (folder) => told.folders.push(folder),
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { ...told, failure };
}

async function paths(directory = root, at = ''): Promise<string[]> {
  const found: string[] = [];
  // Not in TypeScript's library.
  const entries = directory as unknown as AsyncIterable<[string, FileSystemHandle]>;
  for await (const [entry, handle] of entries) {
    if (handle.kind === 'file') found.push(`${at}${entry}`);
    else
      found.push(`${at}${entry}/`, ...(await paths(handle as FileSystemDirectoryHandle, `${at}${entry}/`)));
  }
  return found.toSorted();
}

async function put(folder: string, file: string, text: string): Promise<void> {
  const directory = await root.getDirectoryHandle(folder, { create: true });
  const writable = await (await directory.getFileHandle(file, { create: true })).createWritable();
  await writable.write(text);
  await writable.close();
}

async function textOf(folder: string, file: string): Promise<string> {
  const directory = await root.getDirectoryHandle(folder);
  return (await (await directory.getFileHandle(file)).getFile()).text();
}

const undo = (made: { written: readonly Written[]; folders: readonly string[] }, isStopped = false) =>
  undoCopies(root, made, {
    signal: isStopped ? AbortSignal.abort() : new AbortController().signal,
    onEach: () => undefined,
  });

describe('copying photos into folders', () => {
  it('leaves what lies there as it is, a file as well as a folder of the same name', async () => {
    await put('happy', 'a.jpg', 'theirs');
    await (await root.getDirectoryHandle('happy')).getDirectoryHandle('b.jpg', { create: true });
    const { written } = await write([copy('a.jpg'), copy('b.jpg')], {
      'a.jpg': photo('A'),
      'b.jpg': photo('B'),
    });
    expect(written.map((file) => file.name)).toEqual(['a (2).jpg', 'b (2).jpg']);
    expect(await textOf('happy', 'a.jpg')).toBe('theirs');
    expect(await textOf('happy', 'a (2).jpg')).toBe('A');
  });

  it('goes on after a photo that cannot be read, names it, and leaves no empty file of it', async () => {
    const files = { 'a.jpg': photo('A'), 'bad.jpg': unreadable(), 'c.jpg': photo('C') };
    const told = await write([copy('a.jpg'), copy('bad.jpg'), copy('gone.jpg'), copy('c.jpg')], files);
    expect(told).toMatchObject({ failure: undefined, notCopied: ['bad.jpg', 'gone.jpg'] });
    expect(await paths()).toEqual(['happy/', 'happy/a.jpg', 'happy/c.jpg']);
  });

  it('stopped in the middle of a photo leaves nothing of that one, and those before are whole', async () => {
    const controller = new AbortController();
    const endless = Object.assign(photo('E'), {
      stream: () =>
        new ReadableStream({
          pull: (stream) => {
            stream.enqueue(new Uint8Array(1024));
            controller.abort();
          },
        }),
    });
    const told = await write(
      [copy('a.jpg'), copy('b.jpg'), copy('c.jpg')],
      { 'a.jpg': photo('A'), 'b.jpg': endless, 'c.jpg': photo('C') },
      { signal: controller.signal },
    );
    expect(told).toMatchObject({ failure: undefined, notCopied: [] });
    expect(await paths()).toEqual(['happy/', 'happy/a.jpg']);
    expect(await textOf('happy', 'a.jpg')).toBe('A');
  });

  it('ends where the chosen folder is gone, by name', async () => {
    const lost = await root.getDirectoryHandle('lost', { create: true });
    await root.removeEntry('lost');
    const [kept] = [root];
    root = lost;
    const { failure } = await write([copy('a.jpg')], { 'a.jpg': photo('A') });
    root = kept;
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code: 'photos/folder-lost', details: { name: 'lost' } });
  });
});

describe('taking copies back', () => {
  it('removes them, and the folders that were made for them', async () => {
    await put('sad', 'theirs.jpg', 'theirs');
    const files = { 'a.jpg': photo('A'), 'b.jpg': photo('B') };
    const made = await write([copy('a.jpg'), copy('b.jpg', 'sad')], files);
    expect(made.folders).toEqual(['happy']);
    expect(await undo(made)).toEqual({ gone: 2, changed: [], stuck: [] });
    expect(await paths()).toEqual(['sad/', 'sad/theirs.jpg']);
  });

  it('keeps an empty folder that was there before', async () => {
    await root.getDirectoryHandle('happy', { create: true });
    await undo(await write([copy('a.jpg')], { 'a.jpg': photo('A') }));
    expect(await paths()).toEqual(['happy/']);
  });

  it('leaves a copy that was replaced since, and says which', async () => {
    const made = await write([copy('a.jpg'), copy('b.jpg')], { 'a.jpg': photo('A'), 'b.jpg': photo('B') });
    await put('happy', 'a.jpg', 'another picture of the user');
    const { gone, changed, stuck } = await undo(made);
    expect({ gone, stuck }).toEqual({ gone: 1, stuck: [] });
    expect(changed.map((file) => file.name)).toEqual(['a.jpg']);
    expect(await textOf('happy', 'a.jpg')).toBe('another picture of the user');
  });

  it('passes over one that the user has removed', async () => {
    const made = await write([copy('a.jpg'), copy('b.jpg')], { 'a.jpg': photo('A'), 'b.jpg': photo('B') });
    await (await root.getDirectoryHandle('happy')).removeEntry('a.jpg');
    expect(await stillThere(root, made.written)).toEqual(made.written.slice(1));
    expect(await undo(made)).toEqual({ gone: 1, changed: [], stuck: [] });
  });

  it('stopped keeps the rest on the list', async () => {
    const made = await write([copy('a.jpg')], { 'a.jpg': photo('A') });
    expect(await undo(made, true)).toEqual({ gone: 0, changed: [], stuck: made.written });
    expect(await paths()).toEqual(['happy/', 'happy/a.jpg']);
  });
});
