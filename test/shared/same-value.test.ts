import { expect, it } from 'vitest';
import { csvField } from '../../src/shared/csv-field';
import { canonicalJson } from '../../src/shared/same-value';

it('equal values have equal texts, in whatever order their fields were set', () => {
  const one = { epochs: 3, optimizer: { kind: 'adam', learningRate: 0.1 }, seeds: [2, 1] };
  const other = { seeds: [2, 1], optimizer: { learningRate: 0.1, kind: 'adam' }, epochs: 3 };
  expect(canonicalJson(one)).toBe(canonicalJson(other));
  expect(canonicalJson({ ...one, seeds: [1, 2] })).not.toBe(canonicalJson(other));
});

it.each([
  ['happy', 'happy'],
  ['a "b", c', '"a ""b"", c"'],
  ['=cmd()', '"\'=cmd()"'],
  ["'=x", '"\'\'=x"'],
  ['-1', '"\'-1"'],
])('a field of a CSV is no formula: %s', (text, field) => {
  expect(csvField(text)).toBe(field);
});
