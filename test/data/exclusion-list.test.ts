import { describe, expect, it } from 'vitest';
import { readExclusionList, writeExclusionList } from '../../src/data/exclusion-list';
import type { FaceIndex } from '../../src/data/face-index';
import { type ExclusionReason } from '../../src/shared/exclusions';

const manifest = { id: 'abc', name: 'faces', labels: ['frown', 'wink'] };
const rows: FaceIndex = {
  labels: Uint8Array.of(0, 1, 0),
  splits: Uint8Array.of(0, 1, 2),
  origins: [2, 3, 4],
};
const files: FaceIndex = { ...rows, origins: ['a/1.png', '=b, "2".png', '12'] };
const oddFiles: FaceIndex = { ...rows, origins: ['a', "'=two\r\nlines\n", '007'] };
const excluded = new Map<number, ExclusionReason>([
  [2, 'by-hand'],
  [1, 'copies'],
]);

const code = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe.each(['json', 'csv'] as const)('a list of excluded pictures as %s', (format) => {
  it.each([
    ['rows', rows],
    ['files', files],
    ['files with odd names', oddFiles],
  ])('comes back as it went, by %s', (_, index) => {
    const text = writeExclusionList(format, manifest, index, excluded);
    expect(readExclusionList(text, 'list', manifest, index)).toEqual([
      { why: 'copies', indices: Uint32Array.of(1) },
      { why: 'by-hand', indices: Uint32Array.of(2) },
    ]);
  });

  it('is taken for the same pictures with other parts, and for no others', () => {
    const text = writeExclusionList(format, manifest, rows, excluded);
    const again = { ...manifest, id: 'xyz' };
    const otherParts = { ...rows, splits: Uint8Array.of(2, 2, 0) };
    expect(readExclusionList(text, 'list', again, otherParts)).toEqual([
      { why: 'copies', indices: Uint32Array.of(1) },
      { why: 'by-hand', indices: Uint32Array.of(2) },
    ]);
    for (const others of [{ ...rows, labels: Uint8Array.of(0, 0, 0) }, files])
      expect(code(() => readExclusionList(text, 'list', again, others))).toMatchObject({
        code: 'data/other-exclusion-list',
      });
  });

  it('may be empty, of whatever dataset', () => {
    const text = writeExclusionList(format, manifest, rows, new Map());
    expect(readExclusionList(text, 'list', { ...manifest, id: 'xyz' }, rows)).toEqual([]);
  });

  it('names what the dataset does not have', () => {
    const text = writeExclusionList(format, manifest, rows, excluded);
    const shorter = { ...rows, origins: [2, 3] };
    expect(code(() => readExclusionList(text, 'list', manifest, shorter))).toMatchObject({
      code: 'data/unknown-exclusions',
      details: { found: '4', bad: 1 },
    });
  });
});

describe('a file that is no list', () => {
  it.each([
    '',
    '{',
    '{"format":"other"}',
    'a,b\n1,2',
    'dataset,row_or_file,label,split,reason\nabc,2,x,y,why',
  ])('is refused: %j', (text) => {
    expect(code(() => readExclusionList(text, 'list', manifest, rows))).toMatchObject({
      code: 'data/bad-exclusion-list',
    });
  });
});
