import { describe, expect, it } from 'vitest';
import { FaceCache } from '../../../src/ui/parts/explore/face-cache';
import { filterFaces, leftToExclude, relativesOf } from '../../../src/ui/parts/explore/filter-faces';
import { gridShape, placeAfterKey, rowsInView, scrollToRow } from '../../../src/ui/parts/explore/grid-window';
import { diagnosis, faceIndex } from '../hand-made-session';

describe('a grid of faces', () => {
  it('has as many columns as fit, and a row for the rest', () => {
    expect(gridShape(290, 11)).toEqual({ columns: 5, rows: 3, cell: 58 });
    expect(gridShape(0, 11)).toMatchObject({ columns: 1 });
  });

  it('draws the rows in view and a few around, also at both ends', () => {
    const shape = { columns: 5, rows: 100, cell: 50 };
    expect(rowsInView(shape, { topPx: 1000, heightPx: 200, around: 2 })).toEqual({ first: 18, end: 26 });
    expect(rowsInView(shape, { topPx: 0, heightPx: 200, around: 2 })).toEqual({ first: 0, end: 6 });
    expect(rowsInView(shape, { topPx: 9e9, heightPx: 200, around: 2 })).toEqual({ first: 100, end: 100 });
  });

  it('scrolls no further than a row needs', () => {
    expect(scrollToRow(2, 50, 200, 300)).toBe(100);
    expect(scrollToRow(5, 50, 200, 300)).toBe(200);
    expect(scrollToRow(10, 50, 200, 300)).toBe(250);
  });

  // 0 1 2 3 / 4 5 6 7 / 8 9
  const grid = { columns: 4, faces: 10, rowsPerPage: 2 };
  it.each([
    ['ArrowRight', 3, 4],
    ['ArrowRight', 9, 9],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 5],
    ['ArrowDown', 6, 6], // nothing stands below
    ['ArrowUp', 2, 2],
    ['PageDown', 1, 9],
    ['PageDown', 3, 7],
    ['PageUp', 9, 1],
    ['Home', 6, 4],
    ['End', 8, 9],
  ])('%s leads from face %i to face %i', (key, from, to) => {
    expect(placeAfterKey(key, false, from, grid)).toBe(to);
  });

  it('goes to its ends with Control, and leaves other keys alone', () => {
    expect(placeAfterKey('End', true, 2, grid)).toBe(9);
    expect(placeAfterKey('Home', true, 6, grid)).toBe(0);
    expect(placeAfterKey('x', false, 6, grid)).toBeUndefined();
  });
});

describe('filters', () => {
  const nothing = new Set<number>();

  it('pass faces of one label and split', () => {
    const faces = filterFaces(faceIndex, { label: 3, split: 1 }, undefined, nothing);
    expect([...faces.subarray(0, 3)]).toEqual([10, 80, 150]);
  });

  it('put copies side by side', () => {
    expect([...filterFaces(faceIndex, { finding: 'mirrored' }, diagnosis, nothing)]).toEqual([5, 12, 19]);
    expect([...filterFaces(faceIndex, { finding: 'copy-of-training' }, diagnosis, nothing)]).toEqual([
      30, 31,
    ]);
  });

  it('pass what is excluded, or what is not', () => {
    const left = new Set([3, 9]);
    expect([...filterFaces(faceIndex, { isExcluded: true }, diagnosis, left)]).toEqual([3, 9]);
    expect(filterFaces(faceIndex, { isExcluded: false }, diagnosis, left)).toHaveLength(35885);
  });

  it('show nothing of a finding before the doctor was there', () => {
    expect(filterFaces(faceIndex, { finding: 'blank' }, undefined, nothing)).toHaveLength(0);
  });
});

describe('what goes when a finding is excluded', () => {
  const left = (finding: 'copies' | 'mirrored' | 'blank', ...excluded: number[]) => [
    ...leftToExclude(diagnosis, finding, faceIndex, new Set(excluded)),
  ];

  it('is all but one of its copies, or all of what is blank', () => {
    expect(left('mirrored')).toEqual([12, 19]);
    expect(left('blank')).toEqual([40]);
  });

  it('leaves one copy, also where another than the last was excluded by hand', () => {
    expect(left('mirrored', 5)).toEqual([19]);
    expect(left('copies', 5)).toEqual([]);
    expect(left('mirrored', 12, 19)).toEqual([]);
  });

  it('is nothing of the look for faces before it was taken', () => {
    expect([...leftToExclude(diagnosis, 'no-face', faceIndex, new Set())]).toEqual([]);
  });
});

describe('the copies of a face', () => {
  it('are named by how they relate to it, the closest first', () => {
    expect(relativesOf(diagnosis, 5)).toEqual([
      { index: 12, how: 'exact' },
      { index: 19, how: 'mirrored' },
    ]);
    expect(relativesOf(diagnosis, 19).map(({ how }) => how)).toEqual(['mirrored', 'mirrored']);
    expect(relativesOf(diagnosis, 7)).toEqual([]);
  });
});

describe('the pixels of the faces in view', () => {
  const image = { height: 1, width: 1, channels: 1 } as const;
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('are read page by page, and those flown over are not read', async () => {
    const asked: { first: number; answer: (pixels: Uint8Array) => void }[] = [];
    const read = (indices: Uint32Array) =>
      new Promise<Uint8Array>((answer) => asked.push({ first: indices[0] ?? 0, answer }));
    const cache = new FaceCache(
      Uint32Array.from({ length: 2560 }, (_, at) => at),
      image,
      read,
      () => undefined,
    );
    cache.want(0, 10);
    cache.want(1000, 1010);
    cache.want(2000, 2010);
    asked[0]?.answer(new Uint8Array(256).fill(1));
    await settled();
    expect(asked.map(({ first }) => first)).toEqual([0, 1792]);
    expect(cache.pixels(3)).toEqual(Uint8Array.of(1));
    expect(cache.pixels(2000)).toBeUndefined();
  });

  it('are asked for again after a failure', async () => {
    let asked = 0;
    const read = () => {
      asked += 1;
      return asked === 1 ? Promise.reject(new Error('busy')) : Promise.resolve(new Uint8Array(8).fill(7));
    };
    const cache = new FaceCache(Uint32Array.of(1, 2), image, read, () => undefined);
    cache.want(0, 2);
    await settled();
    cache.want(0, 2);
    await settled();
    expect(cache.pixels(1)).toEqual(Uint8Array.of(7));
  });
});
