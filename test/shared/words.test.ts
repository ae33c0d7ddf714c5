import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError, describeCause, toFailure } from '../../src/shared/errors';
import { labelMapping, mostProbable } from '../../src/shared/labels';
import { MIEN_VERSION } from '../../src/shared/version';

describe('labels', () => {
  it('are matched by name, whatever their order', () => {
    expect(labelMapping(['sad', 'happy'], ['happy', 'sad'])).toEqual([1, 0]);
    expect(labelMapping(['sad', 'happy'], ['sad', 'angry'])).toBeUndefined();
    expect(labelMapping(['sad'], ['sad', 'angry'])).toBeUndefined();
    expect(labelMapping(['sad', 'sad'], ['sad', 'angry'])).toBeUndefined();
  });

  it('the most probable of equals is the first', () => {
    expect(mostProbable([0.1, 0.4, 0.4, 0.1])).toBe(1);
  });
});

describe('failures', () => {
  it('of ours keep code and details', () => {
    expect(toFailure(new AppError('data/truncated', { rows: 3 }))).toEqual({
      code: 'data/truncated',
      details: { rows: 3 },
    });
  });

  it.each([
    [new TypeError('x is undefined'), 'TypeError: x is undefined'],
    ['plain words', 'plain words'],
    [undefined, 'unknown (undefined)'],
    [{}, 'unknown (object)'],
    ['', 'unknown (string)'],
  ])('nobody foresaw are described in words: %s', (thrown, words) => {
    expect(describeCause(thrown)).toBe(words);
    expect(toFailure(thrown)).toEqual({ code: 'internal/unexpected', details: { cause: words } });
  });
});

it('model cards record the version that package.json has', () => {
  const { version } = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'),
  ) as { version: string };
  expect(MIEN_VERSION).toBe(version);
});
