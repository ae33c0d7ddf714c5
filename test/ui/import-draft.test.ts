import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImportPreview } from '../../src/data/preview';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import {
  changeDraft,
  choosePictures,
  dropDraft,
  importDraft,
  lookAt,
} from '../../src/ui/actions/import-actions';
import {
  addPictures,
  isClassName,
  lookAtOwn,
  nameExpressions,
  sortByHand,
  stopSorting,
} from '../../src/ui/actions/own-pictures-actions';
import type { Listing } from '../../src/ui/chosen-files';
import { routeDrop, stopListing } from '../../src/ui/drop-files';
import { session } from '../../src/ui/session';
import { importer } from '../../src/ui/threads';
import { HandAnsweredWorker, settled } from './hand-answered-worker';
import { dataset, withData } from './hand-made-session';

vi.stubGlobal('Worker', HandAnsweredWorker);
vi.stubGlobal('location', { search: '', hash: '' });
afterAll(() => {
  vi.unstubAllGlobals();
});

importer();
const importing = HandAnsweredWorker.byName.get('importer') as HandAnsweredWorker; // started by the line above

const preview: ImportPreview = {
  name: 'one',
  kind: 'image-folders',
  labels: ['a', 'b'],
  image: FER2013_IMAGE,
  counts: { train: [1, 1], validation: [0, 0], test: [0, 0] },
  images: 2,
  counted: 'listed',
  rejected: { total: 0, first: [], byReason: {} },
  ignored: 0,
  splitSource: 'seeded',
  isTruncated: false,
  doneBytes: 2,
  totalBytes: 2,
};

const sourceNamed = (name: string) => ({ name, files: [{ path: `${name}/x`, file: new File(['x'], 'x') }] });
const draftNow = () => session.getState().draft;

beforeEach(() => {
  dropDraft();
  session.setState(withData, true);
  importing.open.length = 0;
  importing.stopped.length = 0;
});

describe('what was chosen, before it is imported', () => {
  it('is shown as far as it is known, and stores nothing', async () => {
    const done = lookAt(sourceNamed('one'));
    expect(draftNow()).toMatchObject({ isLooking: true, preview: undefined });
    await importing.report('previewFiles', { ...preview, images: 1 });
    expect(draftNow()?.preview?.images).toBe(1);
    await importing.answer('previewFiles', preview);
    await done;
    expect(draftNow()).toMatchObject({ isLooking: false, preview });
    expect(importing.open).toEqual([]);
  });

  it('gives way to what is chosen next, whatever it still says', async () => {
    void lookAt(sourceNamed('one'));
    const { id } = importing.asked('previewFiles');
    void lookAt(sourceNamed('two'));
    expect(importing.stopped).toEqual([id]);
    await importing.fail('previewFiles', { code: 'data/no-images', details: {} });
    expect(session.getState().data.status).toBe('ready');
    await importing.answer('previewFiles', { ...preview, name: 'two' });
    expect(draftNow()).toMatchObject({ source: { name: 'two' }, preview: { name: 'two' } });
  });

  it('is looked at anew for another choice about pictures, and keeps the others', async () => {
    void lookAt(sourceNamed('one'));
    await importing.answer('previewFiles', preview);
    changeDraft({ title: 'Mine', splits: { seed: 3, validationPercent: 20, testPercent: 0 } });
    void choosePictures({ are: 'photos' });
    expect(importing.asked('previewFiles').params).toMatchObject({
      pictures: { are: 'photos', several: 'leave-out' },
    });
    expect(draftNow()).toMatchObject({ title: 'Mine', splits: { seed: 3 } });
  });

  it('is imported as the user wants it, also before the look is over', async () => {
    void lookAt(sourceNamed('one'));
    await importing.report('previewFiles', preview);
    const { id } = importing.asked('previewFiles');
    changeDraft({ title: ' Mine ', splits: { seed: 3, validationPercent: 20, testPercent: 0 } });
    void importDraft();
    expect(importing.stopped).toEqual([id]);
    expect(importing.asked('importFiles').params).toMatchObject({
      name: 'one',
      title: 'Mine',
      splits: { seed: 3, validationPercent: 20, testPercent: 0 },
      pictures: { several: 'leave-out' },
      acceptTruncated: false,
    });
    expect(draftNow()).toBeUndefined();
  });

  it('is not imported before there is anything to show', async () => {
    void lookAt(sourceNamed('one'));
    await importDraft();
    expect(importing.open.map(({ job }) => job)).toEqual(['previewFiles']);
  });

  it('leaves the dataset in use alone when it cannot be read, and can be tried again', async () => {
    const done = lookAt(sourceNamed('one'));
    await importing.fail('previewFiles', { code: 'data/bad-archive', details: { name: 'one' } });
    await done;
    expect(session.getState()).toMatchObject({
      draft: undefined,
      data: { status: 'failed', failure: { code: 'data/bad-archive' } },
      lastImport: { name: 'one' },
      datasetId: dataset.id,
    });
  });
});

describe('a drop of which nothing is taken', () => {
  const note = () => session.getState().dropNote;

  it('says that a folder is empty', async () => {
    await routeDrop(() => Promise.resolve([]));
    expect(note()).toEqual({ nothing: 'empty' });
  });

  it('says that another import is under way, and leaves that alone', async () => {
    void lookAt(sourceNamed('one'));
    await importing.answer('previewFiles', preview);
    void importDraft();
    const { data } = session.getState();
    await routeDrop(() => Promise.resolve(sourceNamed('two').files));
    expect(note()).toEqual({ nothing: 'busy' });
    await routeDrop(() => Promise.reject(new Error('gone')));
    expect(note()).toEqual({ nothing: 'busy' });
    expect(session.getState()).toMatchObject({ data, draft: undefined });
  });
});

describe('a drop whose folders are still being listed', () => {
  type Files = ReturnType<typeof sourceNamed>['files'];

  /** A drop whose list comes when the test says so. */
  function slowDrop() {
    let end: (files: Files) => void = () => undefined;
    const promise = new Promise<Files>((resolve) => (end = resolve));
    let asked: Listing | undefined;
    const done = routeDrop((listing) => {
      asked = listing;
      return promise;
    });
    return {
      done,
      found: (files: number) => asked?.onFound(files),
      end: (files: Files) => end(files),
      signal: () => asked?.signal,
    };
  }
  const listing = () => session.getState().listing;

  it('says how many files were found, and is looked at when all are', async () => {
    const drop = slowDrop();
    expect(listing()).toBeUndefined();
    drop.found(300);
    expect(listing()).toEqual({ files: 300 });
    drop.end(sourceNamed('one').files);
    await settled();
    expect(listing()).toBeUndefined();
    expect(draftNow()?.source.name).toBe('one');
  });

  it('is stopped by the user, and nothing of it is taken', async () => {
    const drop = slowDrop();
    drop.found(300);
    stopListing();
    expect(drop.signal()?.aborted).toBe(true);
    drop.found(400);
    drop.end(sourceNamed('one').files);
    await drop.done;
    expect(listing()).toBeUndefined();
    expect(draftNow()).toBeUndefined();
  });

  it('gives way to the next drop', async () => {
    const first = slowDrop();
    first.found(300);
    const second = slowDrop();
    second.found(5);
    first.end(sourceNamed('one').files);
    await first.done;
    expect(listing()).toEqual({ files: 5 });
    second.end(sourceNamed('two').files);
    await settled();
    expect(draftNow()?.source.name).toBe('two');
  });
});

describe('pictures sorted by hand', () => {
  const picture = (name: string) => new File([name], name);

  it('become the folders they would make, files of one name kept apart', async () => {
    sortByHand([picture('dropped.png')]);
    addPictures('wink', []);
    addPictures('yawn', [picture('a.png')]);
    addPictures('yawn', [picture('a.png')]);
    void lookAtOwn('Mine');
    await settled();
    expect(draftNow()?.source.files.map(({ path }) => path)).toEqual([
      'Mine/wink/1 dropped.png',
      'Mine/yawn/1 a.png',
      'Mine/yawn/2 a.png',
    ]);
  });

  it('come from a folder that names one expression or none, without what a system left there', () => {
    stopSorting();
    const files = ['x/happy/1.jpg', 'x/happy/._1.jpg', 'x/notes.txt'].map((path) => ({
      path,
      file: picture(path),
    }));
    nameExpressions({ name: 'x', files }, 'happy');
    expect(session.getState().ownPictures).toEqual({
      waiting: [],
      classes: [{ label: 'happy', files: [files[0]?.file] }],
    });
    stopSorting();
    nameExpressions({ name: 'x', files });
    expect(session.getState().ownPictures?.waiting).toEqual([files[0]?.file]);
    stopSorting();
  });

  it('have no names that mean a part, a path or a hidden folder', () => {
    const names = ['wink', '眨眼', 'testament', 'a.b', 'test', 'Train', 'val_2', '.x', 'a/b', 'a\\b', ''];
    expect(names.filter(isClassName)).toEqual(['wink', '眨眼', 'testament', 'a.b']);
  });
});
