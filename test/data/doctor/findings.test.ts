import { describe, expect, it } from 'vitest';
import { emptinessOf } from '../../../src/data/doctor/emptiness';
import { findingsOf, groupByKey } from '../../../src/data/doctor/findings';
import { Kinship } from '../../../src/data/doctor/kinship';
import { surplusOf } from '../../../src/shared/diagnosis';

const [TRAIN, VALIDATION, TEST] = [0, 1, 2] as const;

interface Given {
  readonly key: number;
  readonly split: number;
  readonly label?: number;
}

/** Findings of some pictures; near: pairs of their places. */
function findings(pictures: readonly Given[], near: readonly (readonly [number, number, number?])[] = []) {
  const labels = Uint8Array.from(pictures, ({ label = 0 }) => label);
  const splits = Uint8Array.from(pictures, ({ split }) => split);
  const kinship = new Kinship(groupByKey(pictures.map(({ key }) => key)), labels, splits);
  for (const [a, b, isMirrored = 0] of near) kinship.pair(a, b, isMirrored === 1, 0.95);
  return { ...findingsOf({ labels, splits, kinship, blank: [], flat: [] }), splits };
}

describe('what the doctor makes of copies', () => {
  it('keeps the copy in the earliest part, wherever it stands in the file', () => {
    const { found, exactGroup, splits } = findings([
      { key: 1, split: TEST },
      { key: 1, split: TRAIN },
      { key: 1, split: TRAIN },
    ]);
    expect([...found.copies.pictures]).toEqual([0, 1, 2]);
    expect([...surplusOf(found.copies.pictures, exactGroup, splits)]).toEqual([0, 2]);
  });

  it('names test pictures that validation holds, and not as copies of training', () => {
    const { found, copiesOfTraining } = findings([
      { key: 1, split: VALIDATION },
      { key: 1, split: TEST },
    ]);
    expect([...found['copies-across'].pictures]).toEqual([1]);
    expect([...copiesOfTraining]).toEqual([]);
  });

  it('calls all pictures of a group contradictory whose labels differ', () => {
    const { found } = findings([
      { key: 1, split: TRAIN, label: 0 },
      { key: 1, split: TRAIN, label: 5 },
      { key: 2, split: TRAIN, label: 3 },
    ]);
    expect([...found.contradictory.pictures]).toEqual([0, 1]);
  });

  it('counts a copy of a near copy of a training picture as a copy of training', () => {
    const { found, copiesOfTraining, family } = findings(
      [
        { key: 1, split: TRAIN, label: 2 },
        { key: 2, split: TRAIN, label: 2 },
        { key: 3, split: TEST, label: 4 },
        { key: 3, split: TEST, label: 4 },
      ],
      [[0, 2]],
    );
    expect([...copiesOfTraining]).toEqual([2, 3]);
    expect([...found.near.pictures]).toEqual([0, 2, 3]);
    expect([...found['near-across'].pictures]).toEqual([2, 3]);
    expect([...found['near-contradictory'].pictures]).toEqual([0, 2, 3]);
    expect([...family]).toEqual([0, 1, 0, 0]);
  });

  it('tells mirrored copies from near ones', () => {
    const { found, family, splits } = findings(
      [
        { key: 1, split: TRAIN },
        { key: 2, split: TRAIN },
      ],
      [[0, 1, 1]],
    );
    expect(found.near.pictures).toHaveLength(0);
    expect([...surplusOf(found.mirrored.pictures, family, splits)]).toEqual([1]);
  });
});

describe('empty pictures', () => {
  it('are blank where every pixel is nearly the same', () => {
    expect(emptinessOf(Uint8Array.from({ length: 2304 }, (_, at) => 100 + (at % 3)))).toBe('blank');
  });

  it('are flat where four fifths are one grey, as text on white is', () => {
    const written = (share: number) =>
      Uint8Array.from({ length: 2304 }, (_, at) => (at < share * 2304 ? 255 : (at * 7) % 200));
    expect(emptinessOf(written(0.85))).toBe('flat');
    expect(emptinessOf(written(0.7))).toBeUndefined();
  });
});
