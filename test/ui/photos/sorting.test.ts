import { describe, expect, it } from 'vitest';
import { isClear } from '../../../src/live/steady-label';
import type { PhotoFace, PhotoReading } from '../../../src/photos/read-photos';
import { freeName, plannedCopies, plannedSamples } from '../../../src/ui/photos/planned-copies';
import {
  columnAtKey,
  columnOf,
  keyOf,
  sorted,
  sortingCsv,
  type Sorting,
  whyUnclear,
} from '../../../src/ui/photos/sorting';

const LABELS = ['happy', 'sad'];
const photo = (path: string, ...happy: number[]): PhotoReading => ({
  kind: 'read',
  path,
  width: 10,
  height: 10,
  isAnimated: false,
  isGif: false,
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
const doubtful = (path: string, ...doubts: PhotoFace['doubts']): PhotoReading => {
  const sure = photo(path, 0.9);
  return sure.kind === 'read' ? { ...sure, faces: sure.faces.map((face) => ({ ...face, doubts })) } : sure;
};
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

  it('puts a face that speaks against its own answer under unclear, and says why', () => {
    const turned = doubtful('a', 'turned', 'blurred');
    expect(columnOf(turned, sorting())).toBe(':unclear');
    expect(turned.kind === 'read' && turned.faces[0] && whyUnclear(turned.faces[0], sorting())).toBe(
      'turned',
    );
    expect(columnOf(turned, sorting({ corrections: new Map([['a', 'happy']]) }))).toBe('happy');
  });

  it('calls clear what Live calls clear, at the threshold it begins with', () => {
    const rows = [
      [0.45, 0.35, 0.2],
      [0.45, 0.36, 0.19],
      [0.44, 0.3, 0.26],
      [0.54, 0.46, 0],
      [0.56, 0.44, 0],
      [0.9, 0.05, 0.05],
    ];
    for (const probabilities of rows) {
      const answer = { raw: probabilities, probabilities, label: 0, isClear: isClear(probabilities, 0) };
      expect(whyUnclear({ doubts: [], answer }, { threshold: 0.45 }) === undefined).toBe(answer.isClear);
    }
  });

  it('has a key for each of ten columns, and none for what cannot be read', () => {
    const seven = { labels: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] };
    expect(keyOf('a', seven)).toBe('1');
    expect(keyOf(':no-face', seven)).toBe('0');
    expect(columnAtKey('0', seven)).toBe(':no-face');
    expect(keyOf(':refused', { labels: ['a'] })).toBeUndefined();
    expect(columnAtKey('5', { labels: ['a'] })).toBeUndefined();
    expect(columnAtKey('Enter', seven)).toBeUndefined();
  });

  it('is written as a table that no spreadsheet runs', () => {
    const corrections = new Map([['=1+1', 'sad']]);
    const photos = [photo('=1+1', 0.9), photo('a, b'), doubtful('c', 'too-dark'), photo('d', 0.55), refused];
    expect(sortingCsv(photos, sorting({ corrections }), '@home, fast')).toBe(
      'path,sorted_as,by_hand,reason,faces,animated,model,happy,sad\n' +
        '"\'=1+1",sad,1,,1,0,"\'@home, fast",0.9000,0.1000\n' +
        '"a, b",no-face,0,,0,0,"\'@home, fast",,\n' +
        'c,unclear,0,too-dark,1,0,"\'@home, fast",0.9000,0.1000\n' +
        'd,unclear,0,below-threshold,1,0,"\'@home, fast",0.5500,0.4500\n' +
        'x/broken.jpg,refused,0,picture-unreadable,,,"\'@home, fast",,\n',
    );
  });
});

describe('a dataset of sorted photos', () => {
  const places = (...asked: Parameters<typeof plannedSamples>) =>
    plannedSamples(...asked).map(({ folder, name }) => `${folder}/${name}`);

  it('keeps two photos of one name from different folders apart', () => {
    expect(places([photo('one/a.jpg', 0.9), photo('two/a.jpg', 0.8)], sorting(), 'sorted')).toEqual([
      'happy/a.jpg',
      'happy/a (2).jpg',
    ]);
  });

  it('is of all under an expression, or of those moved there by hand', () => {
    const photos = [photo('a.jpg', 0.9), photo('b.jpg'), photo('c.jpg', 0.1), refused];
    const corrections = new Map([
      ['b.jpg', 'sad'],
      ['c.jpg', ':unclear'],
    ]);
    expect(places(photos, sorting({ corrections }), 'sorted')).toEqual(['happy/a.jpg', 'sad/b.jpg']);
    expect(places(photos, sorting({ corrections }), 'moved')).toEqual(['sad/b.jpg']);
  });

  it('has a PNG for a GIF, whatever the file is called', () => {
    const sticker = { ...photo('a.jpg', 0.9), isGif: true } as PhotoReading;
    expect(places([sticker, photo('a.jpg.png', 0.9)], sorting(), 'sorted')).toEqual([
      'happy/a.jpg.png',
      'happy/a.jpg (2).png',
    ]);
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
