import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/data/doctor/diagnose';
import { FacePages } from '../../src/data/face-pages';
import { ReviewDesk } from '../../src/data/review-desk';
import { loadSplit } from '../../src/data/samples';
import { toFailure } from '../../src/shared/errors';
import type { ExclusionReason } from '../../src/shared/exclusions';
import { type Database, DATABASE_NAME, openDatabase } from '../../src/storage/database';
import { removeDataset } from '../../src/storage/dataset-store';
import { storeTiny } from '../storage/tiny-dataset';
import { finish } from '../support/stored-faces';

// Three pictures a shard: a frown and a wink for training, a wink for validation; all of a shard are equal.

let database: Database;
let desk: ReviewDesk;
let id: string;
let name: string;

beforeEach(async () => {
  name = `${DATABASE_NAME}-test-${crypto.randomUUID()}`;
  database = await openDatabase(name);
  desk = new ReviewDesk(() => Promise.resolve(database));
  ({ id } = await storeTiny(database, [10, 20, 30]));
});

afterEach(() => database.close());

const NONE = new Uint32Array();
const exclude = (...indices: number[]) =>
  desk.change(id, { excluded: [{ why: 'by-hand', indices: Uint32Array.from(indices) }], readmitted: NONE });
const trained = async () => [...(await loadSplit(database, id, 'train')).indices];
const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure);
const never = () => new AbortController().signal;

describe('leaving pictures out', () => {
  it('keeps them from every load of their split, and says how many', async () => {
    const { counts } = await exclude(0, 4, 5);
    expect(counts).toEqual({ train: [1, 1], validation: [0, 1], test: [0, 0] });
    const train = await loadSplit(database, id, 'train');
    expect([...train.indices]).toEqual([1, 3, 6, 7]);
    expect([...train.pixels]).toEqual([10, 10, 20, 20, 30, 30, 30, 30]);
    expect(train.exclusions?.images).toBe(2);
    expect([...(await loadSplit(database, id, 'validation')).indices]).toEqual([2, 8]);
  });

  it('is taken back step by step, also after the page was closed', async () => {
    await exclude(0);
    await exclude(0, 1);
    await desk.change(id, { excluded: [], readmitted: Uint32Array.of(0) });
    expect(await trained()).toEqual([0, 3, 4, 6, 7]);
    database.close();
    database = await openDatabase(name);
    desk = new ReviewDesk(() => Promise.resolve(database));
    await desk.undo(id);
    expect(await trained()).toEqual([3, 4, 6, 7]);
    await desk.undo(id);
    expect(await trained()).toEqual([1, 3, 4, 6, 7]);
    await desk.undo(id);
    expect((await desk.undo(id)).steps).toEqual([]);
    expect(await trained()).toEqual([0, 1, 3, 4, 6, 7]);
  });

  it('loses nothing when two changes come at once', async () => {
    await Promise.all([exclude(0), exclude(1), exclude(3)]);
    expect(await trained()).toEqual([4, 6, 7]);
  });

  it('goes with its dataset, and a dataset that is gone takes none', async () => {
    await exclude(0);
    await removeDataset(database, id);
    expect(await failureOf(exclude(1))).toMatchObject({ code: 'storage/missing' });
    expect((await storeTiny(database, [10, 20, 30])).id).toBe(id);
    expect(await desk.review(id)).toEqual({ diagnosis: undefined, exclusions: undefined });
  });

  it('goes out as a list and comes back', async () => {
    const why: ExclusionReason = 'copies';
    const unequal = await storeTiny(database, [1], { labels: ['a', 'b'] });
    const write = async () => {
      await desk.change(unequal.id, { excluded: [{ why, indices: Uint32Array.of(1) }], readmitted: NONE });
      return desk.write(unequal.id, 'csv');
    };
    const file = await write();
    await desk.undo(unequal.id);
    const { steps } = await desk.apply(unequal.id, file);
    expect(steps).toMatchObject([{ excluded: [{ why: 'copies', indices: Uint32Array.of(1) }] }]);
    expect(await failureOf(desk.apply(id, file))).toMatchObject({ code: 'data/other-exclusion-list' });
  });
});

describe('the doctor', () => {
  it('stores what it found beside the dataset', async () => {
    const phases = new Set<string>();
    const diagnosis = await finish(diagnose({ id }, database, never()), ({ phase }) => phases.add(phase));
    expect(diagnosis?.found.copies.pictures).toHaveLength(9);
    expect([...(diagnosis?.exactGroup ?? [])]).toEqual([0, 0, 0, 3, 3, 3, 6, 6, 6]);
    expect([...(diagnosis?.copiesOfTraining ?? [])]).toEqual([2, 5, 8]);
    expect(diagnosis?.found.blank.pictures).toHaveLength(9);
    expect(phases).toContain('reading');
    expect((await desk.review(id)).diagnosis).toEqual(diagnosis);
  });

  it('stores nothing when it is stopped', async () => {
    const controller = new AbortController();
    const stopped = await finish(diagnose({ id }, database, controller.signal), () => controller.abort());
    expect(stopped).toBeUndefined();
    expect((await desk.review(id)).diagnosis).toBeUndefined();
  });
});

describe('a page of faces', () => {
  it('has the pixels asked for, in the order asked for, from any shard', async () => {
    const pages = new FacePages(() => Promise.resolve(database));
    expect([...(await pages.read(id, Uint32Array.of(8, 0, 4)))]).toEqual([30, 30, 10, 10, 20, 20]);
  });

  it('has the pixels of its own dataset, also while another is looked at', async () => {
    const other = await storeTiny(database, [40, 50, 60]);
    const pages = new FacePages(() => Promise.resolve(database));
    const read = async (from: string) => [...(await pages.read(from, Uint32Array.of(0, 3, 6)))];
    const [first, second, again] = await Promise.all([read(id), read(other.id), read(id)]);
    expect([first, second, again]).toEqual([
      [10, 10, 20, 20, 30, 30],
      [40, 40, 50, 50, 60, 60],
      [10, 10, 20, 20, 30, 30],
    ]);
  });

  it('names a dataset that is gone', async () => {
    const pages = new FacePages(() => Promise.resolve(database));
    await removeDataset(database, id);
    expect(await failureOf(pages.read(id, Uint32Array.of(0)))).toMatchObject({ code: 'storage/missing' });
  });
});
