import { describe, expect, it } from 'vitest';
import { Rejections } from '../../src/data/rejections';
import type { Rejection } from '../../src/shared/dataset';
import { toFailure } from '../../src/shared/errors';

function withBadRows(count: number): Rejections {
  const rejections = new Rejections();
  rejections.add(
    Array.from({ length: count }, (_, index): Rejection => ({
      at: { row: index + 2 },
      reason: 'label-unknown',
      found: '9',
    })),
  );
  return rejections;
}

describe('photos without the one face', () => {
  it('are counted and reported, and say nothing against the file', () => {
    const rejections = withBadRows(1);
    const at = (file: number) => ({ file: `file${file}.jpg` });
    rejections.add(
      Array.from({ length: 40 }, (_, file): Rejection => ({ at: at(file), reason: 'file-missing' })),
    );
    rejections.add([{ at: at(50), reason: 'no-face' }]);
    expect(() => rejections.judge({ rows: 60 })).not.toThrow();
    expect(rejections.total).toBe(42);
    expect(Object.fromEntries(rejections.byReason)).toEqual({
      'label-unknown': 1,
      'file-missing': 40,
      'no-face': 1,
    });
    // All of them: one wants to look at every photo that was left out.
    expect(rejections.first).toHaveLength(42);
    expect(rejections.first.at(-1)?.reason).toBe('no-face');
  });
});

describe('where nothing could be taken', () => {
  const photo = (reason: Rejection['reason']): Rejection => ({ at: { file: 'me.heic' }, reason });
  const left = (...reasons: Rejection['reason'][]) => {
    const rejections = new Rejections();
    rejections.add(reasons.map(photo));
    try {
      rejections.judgeEnd(0, false, false);
    } catch (error) {
      return toFailure(error);
    }
    throw new Error('Nothing was refused.');
  };

  it('photos that are only no use are not called damaged', () => {
    expect(left('picture-heic', 'no-face', 'picture-heic')).toEqual({
      code: 'data/none-usable',
      details: { bad: 3, where: 'me.heic', reason: 'picture-heic', expected: '', found: '' },
    });
  });

  it('one damaged file among them says that the source is', () => {
    expect(left('no-face', 'entry-damaged').code).toBe('data/too-many-bad-rows');
  });

  it('a source of nothing says so', () => {
    expect(left().code).toBe('data/no-images');
  });
});

describe('bad rows', () => {
  it.each([
    [1, 10],
    [1, 199],
    [2, 200],
    [358, 35_887],
  ])('are skipped when there are %i among %i', (bad, rows) => {
    expect(() => withBadRows(bad).judge({ rows })).not.toThrow();
  });

  it.each([
    [2, 10],
    [2, 199],
    [3, 200],
    [359, 35_887],
  ])('refuse the file when there are %i among %i', (bad, rows) => {
    expect(() => withBadRows(bad).judge({ rows })).toThrow('data/too-many-bad-rows');
  });

  it('are named by the first of them', () => {
    expect(toFailure(judging(withBadRows(5)))).toEqual({
      code: 'data/too-many-bad-rows',
      details: { bad: 5, rows: 50, where: 2, reason: 'label-unknown', expected: '', found: '9' },
    });
  });

  it('do not refuse a file as long as the rows to come may make up for them', () => {
    expect(() => withBadRows(3).judge({ rows: 20, mostToCome: 280 })).not.toThrow();
    expect(() => withBadRows(3).judge({ rows: 20, mostToCome: 279 })).toThrow('data/too-many-bad-rows');
  });

  it('do not count the row at which an accepted file was cut', () => {
    expect(() => withBadRows(2).judge({ rows: 10, forgiven: 1 })).not.toThrow();
  });

  it('are all counted, and the first twenty kept', () => {
    const rejections = withBadRows(15);
    rejections.add(withBadRows(15).first);
    expect(rejections.total).toBe(30);
    expect(rejections.first).toHaveLength(20);
  });
});

function judging(rejections: Rejections): unknown {
  try {
    rejections.judge({ rows: 50 });
  } catch (error) {
    return error;
  }
  return undefined;
}
