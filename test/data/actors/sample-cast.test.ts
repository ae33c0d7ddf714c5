import { describe, expect, it } from 'vitest';
import { drawFace48 } from '../../../src/data/actors/draw-face';
import { sampleCast } from '../../../src/data/actors/sample-cast';
import { SPLITS } from '../../../src/shared/dataset';
import { EXPRESSIONS } from '../../../src/shared/labels';

describe('the sample set', () => {
  const faces = [...sampleCast(4, 20)];

  it('holds as many faces of each label as asked for', () => {
    expect(EXPRESSIONS.map((_, label) => faces.filter((face) => face.label === label).length)).toEqual(
      EXPRESSIONS.map(() => 20),
    );
  });

  it('is split 70 / 15 / 15', () => {
    const counts = SPLITS.map((split) => faces.filter((face) => face.split === split).length);
    expect(counts).toEqual([14 * 7, 3 * 7, 3 * 7]);
  });

  it('never shows one actor in two splits', () => {
    for (let actor = 0; actor < 20; actor += 1) {
      const splits = faces.slice(7 * actor, 7 * actor + 7).map(({ split }) => split);
      expect(new Set(splits).size).toBe(1);
    }
    expect(faces[7 * 5 + 3]?.pixels).toEqual(drawFace48(4, 5, 'happy'));
  });

  it('draws only what is asked for', () => {
    const million = sampleCast(4, 1000);
    expect(million.next().value?.pixels).toHaveLength(48 * 48);
  });
});
