import { describe, expect, it } from 'vitest';
import { toFailure } from '../../src/shared/errors';
import { chosenSource, filesUnder, type Listing } from '../../src/ui/chosen-files';

/** What a browser gives for a dropped tree: a name with text is a file, one with more names a folder. */
interface Tree {
  readonly [name: string]: string | Tree;
}

function entryOf(name: string, content: string | Tree, parent = ''): FileSystemEntry {
  const fullPath = `${parent}/${name}`;
  const isFile = typeof content === 'string';
  const common = { name, fullPath, isFile, isDirectory: !isFile };
  if (isFile) {
    const file = (found: (file: File) => void) => found(new File([content], name));
    return { ...common, file } as unknown as FileSystemEntry; // the parts of it that are looked at
  }
  const children = Object.entries(content).map(([child, inside]) => entryOf(child, inside, fullPath));
  const createReader = () => {
    let start = 0;
    return {
      // Two at a time, as a browser gives a hundred.
      readEntries: (found: (entries: FileSystemEntry[]) => void) => {
        found(children.slice(start, start + 2));
        start += 2;
      },
    };
  };
  return { ...common, createReader } as unknown as FileSystemEntry;
}

/** A listing that is let alone, unless told otherwise. */
function listing(onFound: Listing['onFound'] = () => undefined, signal = new AbortController().signal) {
  return { signal, onFound };
}

describe('a dropped folder', () => {
  it('gives every file of it, at any depth, with its path', async () => {
    const tree = {
      train: { happy: { 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c' }, sad: { 'd.jpg': 'd' } },
      'notes.txt': 'n',
    };
    const files = await filesUnder([entryOf('faces', tree)], listing());
    expect(files.map(({ path }) => path)).toEqual([
      'faces/notes.txt',
      'faces/train/happy/a.jpg',
      'faces/train/happy/b.jpg',
      'faces/train/happy/c.jpg',
      'faces/train/sad/d.jpg',
    ]);
    expect(await files[4]?.file.text()).toBe('d');
  });

  it('is read many files at a time, and all of them', async () => {
    const names = Array.from({ length: 250 }, (_, index) => String(index).padStart(3, '0'));
    const tree = Object.fromEntries(names.map((name) => [name, name]));
    const files = await filesUnder([entryOf('faces', tree)], listing());
    expect(files.map(({ file }) => file.name)).toEqual(names);
  });

  it('is named as unreadable with the file that went away', async () => {
    const file = (_: unknown, fail: (error: unknown) => void) => fail(new DOMException('', 'NotFoundError'));
    const gone = { name: 'gone.jpg', isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
    expect(await filesUnder([gone], listing()).catch(toFailure)).toEqual({
      code: 'data/unreadable',
      details: { name: 'gone.jpg' },
    });
  });

  it('is nothing when it is empty', async () => {
    expect(await filesUnder([entryOf('faces', {})], listing())).toEqual([]);
  });
});

describe('listing a dropped folder', () => {
  const tree = { a: { '1.jpg': '1', '2.jpg': '2', '3.jpg': '3' }, b: { '4.jpg': '4' } };

  it('counts its files as they are found', async () => {
    const counts: number[] = [];
    await filesUnder(
      [entryOf('faces', tree)],
      listing((files) => counts.push(files)),
    );
    expect(counts).toEqual([0, 2, 3, 4]);
  });

  it('says nothing of files that lie in none', async () => {
    const counts: number[] = [];
    await filesUnder(
      [entryOf('1.jpg', '1')],
      listing((files) => counts.push(files)),
    );
    expect(counts).toEqual([]);
  });

  it('ends at once when it is stopped', async () => {
    const stop = new AbortController();
    const counts: number[] = [];
    const onFound = (files: number) => {
      counts.push(files);
      if (files === 2) stop.abort();
    };
    const files = filesUnder([entryOf('faces', tree)], listing(onFound, stop.signal));
    await expect(files).rejects.toThrow(/abort/);
    expect(counts).toEqual([0, 2]);
  });
});

describe('chosen files', () => {
  it('are called like the folder they lie in, or like the file itself', () => {
    const inFolder = Object.assign(new File([], 'a.jpg'), {});
    Object.defineProperty(inFolder, 'webkitRelativePath', { value: 'faces/happy/a.jpg' });
    expect(chosenSource([inFolder])).toMatchObject({
      name: 'faces',
      files: [{ path: 'faces/happy/a.jpg' }],
    });
    expect(chosenSource([new File([], 'fer2013.csv')])).toMatchObject({
      name: 'fer2013.csv',
      files: [{ path: 'fer2013.csv' }],
    });
  });
});
