import { createInstance } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DatasetManifest, SplitDraw } from '../../src/shared/dataset';
import { en } from '../../src/ui/locales/en';
import { zh } from '../../src/ui/locales/zh';
import { numberWriter } from '../../src/ui/numbers';
import { arePartsKnown, foundParts, storedParts } from '../../src/ui/parts-sentences';
import { dataset } from './hand-made-session';

const i18n = createInstance();
beforeAll(() => i18n.init({ lng: 'en', resources: { en: { translation: en }, zh: { translation: zh } } }));
const words = {
  t: i18n.t,
  n: numberWriter('en'),
  sentences: (...parts: readonly (string | false)[]) => parts.filter((part) => part !== false).join(' '),
};
const chinese = () => ({
  t: i18n.getFixedT('zh'),
  n: numberWriter('zh-CN'),
  sentences: (...parts: readonly (string | false)[]) => parts.filter((part) => part !== false).join(''),
});

const VALIDATION: SplitDraw = { seed: 2013, validationPercent: 10, testPercent: 0 };
const GIVES =
  'On import, training gives 10% to validation: the same share of every expression, copies of one picture together, by seed 2013.';

/** A listed source of two labels with so many pictures in each part. */
const source = (train: number, validation: number, test: number) => ({
  counts: { train: [train, 0], validation: [0, validation], test: [test, 0] },
  splitSource: 'folders' as const,
  counted: 'listed' as const,
  doneBytes: 9,
  totalBytes: 9,
});

describe('what is said of the parts of a source before it is imported', () => {
  it('where there is no validation, names the parts that are there and how validation is made', () => {
    const preview = { ...source(80, 0, 20), draw: VALIDATION };
    expect(foundParts(preview, words)).toBe(`It has training and test only. ${GIVES}`);
    expect(foundParts({ ...preview, splitSource: 'official' }, words)).toBe(
      `It has training and test only. ${GIVES}`,
    );
    expect(foundParts(preview, chinese())).toBe(
      '其中只有训练和测试部分。导入时会从训练部分中分出：10% 用于验证；每种表情的比例相同，同一图片的副本留在同一部分，种子为 2013。',
    );
  });

  it('calls nothing FER2013’s own but three parts under its names', () => {
    expect(foundParts({ ...source(80, 10, 10), splitSource: 'official' }, words)).toBe(
      'Training, validation and test are all there, under the names FER2013 gives them.',
    );
    expect(foundParts(source(80, 10, 10), words)).toBe('Training, validation and test are all there.');
  });

  it('says that nothing names parts, and what is made of that', () => {
    const draw = { ...VALIDATION, testPercent: 10 };
    expect(foundParts({ ...source(80, 0, 0), splitSource: 'seeded', draw }, words)).toBe(
      `Nothing in it names parts, so all of it counts as training. ${GIVES.replace('validation', 'validation and 10% to test')}`,
    );
  });

  it('draws no test part beside a validation part, and says what that means', () => {
    expect(foundParts(source(80, 20, 0), words)).toBe(
      'It has training and validation only. There is no test part: figures on the validation part are the best there is.',
    );
  });

  it('is nothing while rows are still being read', () => {
    expect(arePartsKnown({ ...source(8, 0, 0), counted: 'read', doneBytes: 8 })).toBe(false);
    expect(arePartsKnown({ ...source(8, 0, 0), counted: 'read' })).toBe(true);
    expect(arePartsKnown({ ...source(8, 0, 0), doneBytes: 0 })).toBe(true);
  });
});

describe('what is said of the parts of a stored dataset', () => {
  const stored = (splitDraw: SplitDraw, test: number): DatasetManifest => ({
    ...dataset,
    counts: { train: [72], validation: [8], test: [test] },
    splitSource: 'seeded',
    splitDraw,
  });

  it('does not call a test part made here that the source had', () => {
    expect(storedParts(stored(VALIDATION, 20), words)).toBe(
      'The source has training and test only: 10% of training became validation here, the same share of every expression, by seed 2013.',
    );
  });

  it('says by which seed all of them were drawn', () => {
    expect(storedParts(stored({ ...VALIDATION, testPercent: 10 }, 10), words)).toBe(
      'The parts were made here, by a fixed seed, with equal shares of every expression. Seed 2013: 10% validation, 10% test.',
    );
  });
});
