import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PhotoReading } from '../../../src/photos/read-photos';
import {
  clearPhotos,
  dismissPhotosAsked,
  goOnWith,
  movePhoto,
  readRest,
  sortPhotos,
  stopReadingPhotos,
} from '../../../src/ui/actions/photo-actions';
import {
  dropWriting,
  stopWriting,
  takeBack,
  writeFolders,
} from '../../../src/ui/actions/photo-output-actions';
import { session } from '../../../src/ui/session';
import { sorter } from '../../../src/ui/threads';
import { EMPTY } from '../../../src/ui/stage';
import { HandAnsweredWorker, settled } from '../hand-answered-worker';
import { card, drawnModel, model, withModel } from '../hand-made-session';

// What the user does while photos are read and copied. The order of answers is the test's.

vi.stubGlobal('Worker', HandAnsweredWorker);
vi.stubGlobal('location', { search: '' });
afterAll(() => {
  vi.unstubAllGlobals();
});

function reader(): HandAnsweredWorker {
  sorter();
  const worker = HandAnsweredWorker.byName.get('sorter');
  if (!worker) throw new Error('the sorter was not started');
  return worker;
}

const placed = (...paths: string[]) => paths.map((path) => ({ path, file: new File([path], path) }));
const read = (path: string): PhotoReading => ({
  kind: 'read',
  path,
  width: 1,
  height: 1,
  faces: [],
  thumbnail: new Blob(),
  isAnimated: false,
  isGif: false,
});
const told = (...paths: string[]) => ({ done: paths.length, total: 3, readings: paths.map(read) });
const LOST = { code: 'compute/device-lost', details: {} } as const;
const readPaths = () => session.getState().board?.photos.map(({ path }) => path);
const askedPaths = (worker: HandAnsweredWorker) =>
  (worker.asked('readPhotos').params as { files: { path: string }[] }).files.map(({ path }) => path);

beforeEach(() => {
  dropWriting();
  session.setState(withModel, true);
  reader().open.length = 0;
  reader().stopped.length = 0;
});

/** Three photos on the board, the first of them read. */
async function begun() {
  const worker = reader();
  const done = sortPhotos(placed('a.jpg', 'b.jpg', 'c.jpg'));
  await worker.answer('load', [card]);
  await worker.report('readPhotos', told('a.jpg'));
  return { worker, done };
}

/** Three photos on the board, all of them read. */
async function allRead(...paths: string[]) {
  const worker = reader();
  const done = sortPhotos(placed(...paths));
  await worker.answer('load', [card]);
  await worker.report('readPhotos', told(...paths));
  await worker.answer('readPhotos', undefined);
  await done;
}

describe('reading photos', () => {
  it('keeps what is read when it is cancelled, and reads the rest when asked, by the same model', async () => {
    const { worker, done } = await begun();
    const { id } = worker.asked('readPhotos');
    stopReadingPhotos();
    expect(worker.stopped).toEqual([id]);
    await worker.report('readPhotos', told('b.jpg')); // was under way
    await worker.answer('readPhotos', undefined);
    await done;
    expect(session.getState().board).toMatchObject({ isReading: false });
    expect(readPaths()).toEqual(['a.jpg', 'b.jpg']);
    session.setState({ modelId: drawnModel.id });
    const rest = readRest();
    expect(worker.asked('load').params).toMatchObject({ models: [{ modelId: model.id }] });
    await worker.answer('load', [card]);
    expect(askedPaths(worker)).toEqual(['c.jpg']);
    await worker.report('readPhotos', told('c.jpg'));
    await worker.answer('readPhotos', undefined);
    await rest;
    expect(readPaths()).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  });

  it('goes on after a failure, and past a photo that fails it as the first of its turn', async () => {
    const { worker, done } = await begun();
    await worker.fail('readPhotos', LOST);
    await done;
    expect(session.getState()).toMatchObject({ photosFailure: LOST, board: { isReading: false } });
    const again = readRest();
    const second = reader(); // a lost device ends its thread
    await second.answer('load', [card]);
    expect(askedPaths(second)).toEqual(['b.jpg', 'c.jpg']);
    await second.fail('readPhotos', LOST);
    await again;
    const past = readRest();
    const third = reader();
    await third.answer('load', [card]);
    expect(askedPaths(third)).toEqual(['c.jpg']);
    await third.report('readPhotos', told('c.jpg'));
    await third.answer('readPhotos', undefined);
    await past;
    expect(session.getState().photosFailure).toBeUndefined();
    expect(session.getState().board?.photos.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      'a.jpg read',
      'b.jpg refused',
      'c.jpg read',
    ]);
  });

  it('asks before new photos end it, and of those before nothing comes after', async () => {
    const { worker, done } = await begun();
    await sortPhotos(placed('new.jpg'));
    expect(readPaths()).toEqual(['a.jpg']);
    const { photosAsked: asked } = session.getState();
    if (!asked) throw new Error('nobody was asked');
    const next = goOnWith(asked);
    expect(session.getState().photosAsked).toBeUndefined();
    await worker.report('readPhotos', told('b.jpg'));
    await worker.answer('readPhotos', undefined);
    await done;
    expect(session.getState().board).toMatchObject({ isReading: true, photos: [], total: 1 });
    await worker.answer('load', [card]);
    await worker.report('readPhotos', told('new.jpg'));
    await worker.answer('readPhotos', undefined);
    await next;
    expect(readPaths()).toEqual(['new.jpg']);
  });

  it('asks before what was moved by hand is lost, and keeps it when the user would rather', async () => {
    await allRead('a.jpg');
    movePhoto('a.jpg', 'happy');
    clearPhotos();
    expect(session.getState()).toMatchObject({ photosAsked: { kind: 'clear' } });
    dismissPhotosAsked();
    expect(session.getState().board?.corrections.get('a.jpg')).toBe('happy');
    clearPhotos();
    await goOnWith({ kind: 'clear' });
    expect(session.getState()).toMatchObject({ photosAsked: undefined, board: undefined });
  });

  it('asks nothing where nothing is lost', async () => {
    await allRead('a.jpg');
    clearPhotos();
    expect(session.getState()).toMatchObject({ photosAsked: undefined, board: undefined });
  });
});

/** A folder in memory that writes a file when the test lets it: enough of the File System API for a copy. */
function folderByHand() {
  const waiting: (() => void)[] = [];
  const missing = () => Promise.reject(new DOMException('none', 'NotFoundError'));
  const files = new Map<string, File>();
  const fileHandle = (name: string) => ({
    createWritable: () =>
      Promise.resolve(
        new WritableStream({
          close: () => new Promise<void>((resolve) => waiting.push(resolve)),
        }),
      ),
    getFile: () => Promise.resolve(files.get(name)),
  });
  const directory = {
    getFileHandle: (name: string, { create = false } = {}) => {
      if (create) files.set(name, new File([name], name, { lastModified: 7 }));
      return files.has(name) ? Promise.resolve(fileHandle(name)) : missing();
    },
    removeEntry: (name: string) => (files.delete(name), Promise.resolve()),
  };
  const root = {
    name: 'sorted',
    getDirectoryHandle: () => Promise.resolve(directory),
    isSameEntry: (other: unknown) => Promise.resolve(other === root),
    removeEntry: () => Promise.resolve(),
  };
  const next = async () => {
    await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0));
    waiting.shift()?.();
  };
  vi.stubGlobal('window', { showDirectoryPicker: () => Promise.resolve(root) });
  return { files, next };
}

describe('copying photos', () => {
  it('goes on with nothing on the new board when the old one made room, and its copies can be taken back', async () => {
    const folder = folderByHand();
    await allRead('a.jpg', 'b.jpg');
    const writing = writeFolders();
    await folder.next();
    await vi.waitFor(() => expect(folder.files.size).toBe(2)); // the second is being written
    clearPhotos();
    expect(session.getState().board).toBeDefined(); // asked first
    await goOnWith({ kind: 'clear' });
    expect(session.getState()).toMatchObject({ board: undefined, photosWriting: EMPTY });
    await allRead('new.jpg');
    await folder.next(); // closed all the same: too late to be cut off
    await writing;
    expect(session.getState().photosWriting).toEqual(EMPTY);
    const [made] = session.getState().copiesMade;
    expect(made?.written.map(({ from }) => from)).toContain('a.jpg');
    await takeBack(made?.id ?? 0);
    expect(folder.files.has('a.jpg')).toBe(false);
  });

  it('into the same folder again writes only what is missing, on one list', async () => {
    const folder = folderByHand();
    await allRead('a.jpg', 'b.jpg');
    const first = writeFolders();
    await vi.waitFor(() => expect(folder.files.size).toBe(1));
    stopWriting();
    await folder.next();
    await first;
    expect(session.getState().copiesMade).toMatchObject([{ missing: expect.any(Number) }]);
    const second = writeFolders();
    for (let left = session.getState().copiesMade[0]?.missing ?? 0; left > 0; left -= 1) await folder.next();
    await second;
    await settled();
    expect([...folder.files.keys()]).toEqual(['a.jpg', 'b.jpg']);
    expect(session.getState().copiesMade).toMatchObject([{ missing: 0, written: [{}, {}] }]);
  });
});
