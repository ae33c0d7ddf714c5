import { describe, expect, it } from 'vitest';
import type { PhotoReading } from '../../../src/photos/read-photos';
import { freeName, plannedCopies } from '../../../src/ui/photos/copies';
import { columnOf, sorted, sortingCsv, type Sorting } from '../../../src/ui/photos/sorting';

const LABELS = ['happy', 'sad'];
const photo = (path: string, ...happy: number[]): PhotoReading => ({
  kind: 'read',
  path,
  width: 10,
  height: 10,
  isAnimated: false,
  thumbnail: new Blob(),
  faces: happy.map((probability) => {
    const probabilities = [probability, 1 - probability];
    const label = probability >= 0.5 ? 0 : 1;
    return {
      box: { x: 0, y: 0, width: 1, height: 1 },
      doubts: [],
      answer: { raw: probabilities, probabilities, label, isClear: true },
    };
  }),
});
const refused: PhotoReading = { kind: 'refused', path: 'x/broken.jpg', reason: 'picture-unreadable' };
const sorting = (changed: Partial<Sorting> = {}): Sorting => ({
  labels: LABELS,
  threshold: 0.6,
  corrections: new Map(),
  ...changed,
});

describe('sorting photos', () => {
  it('goes by the face, and has places for those without one answer', () => {
    expect(columnOf(photo('a', 0.9), sorting())).toBe('happy');
    expect(columnOf(photo('a', 0.1), sorting())).toBe('sad');
    expect(columnOf(photo('a', 0.55), sorting())).toBe(':unclear');
    expect(columnOf(photo('a'), sorting())).toBe(':no-face');
    expect(columnOf(photo('a', 0.9, 0.9), sorting())).toBe(':several-faces');
    expect(columnOf(refused, sorting())).toBe(':refused');
  });

  it('believes the user over the model, whatever the threshold', () => {
    const corrections = new Map([['a', 'sad']]);
    expect(columnOf(photo('a', 0.9), sorting({ corrections, threshold: 0.95 }))).toBe('sad');
  });

  it('puts the surest first', () => {
    const columns = sorted([photo('a', 0.7), photo('b', 0.9), photo('c', 0.8)], sorting());
    expect(columns.get('happy')?.map(({ path }) => path)).toEqual(['b', 'c', 'a']);
  });

  it('is written as a table that no spreadsheet runs', () => {
    const corrections = new Map([['=1+1', 'sad']]);
    expect(sortingCsv([photo('=1+1', 0.9), photo('a, b'), refused], sorting({ corrections }))).toBe(
      'path,sorted_as,by_hand,faces,happy,sad\n' +
        "'=1+1,sad,1,1,0.9000,0.1000\n" +
        '"a, b",no-face,0,0,,\n' +
        'x/broken.jpg,refused,0,,,\n',
    );
  });
});

describe('copying sorted photos', () => {
  it('gives every photo a place of its own, also where letters differ in case only', () => {
    const photos = [photo('one/A.jpg', 0.9), photo('two/a.jpg', 0.9), photo('three/a.jpg', 0.9), refused];
    expect(plannedCopies(photos, sorting()).map(({ folder, name }) => `${folder}/${name}`)).toEqual([
      'happy/A.jpg',
      'happy/a (2).jpg',
      'happy/a (3).jpg',
    ]);
  });

  it('makes a folder name of any label', () => {
    const corrections = new Map([['a', '../up: "x"']]);
    expect(plannedCopies([photo('a', 0.9)], sorting({ corrections }))[0]?.folder).toBe('.._up_ _x_');
  });

  it('numbers before the ending', () => {
    expect(freeName('a.tar.gz', (name) => name === 'a.tar.gz')).toBe('a.tar (2).gz');
    expect(freeName('.hidden', (name) => name === '.hidden')).toBe('.hidden (2)');
  });
});
