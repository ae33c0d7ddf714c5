import { describe, expect, it } from 'vitest';
import { outcomeOf } from './case';
import { csvCases } from './csv';
import { gzipCases } from './gzip';
import { tarCases } from './tar';
import { zipCases } from './zip';

const CASES = [...csvCases(), ...tarCases(), ...zipCases(), ...gzipCases()];

describe('the corpus of damaged, odd and hostile files', () => {
  it('has at least four hundred', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(400);
  });

  it('names every case once', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });

  it.each(CASES)('$name', async ({ source, expected }) => {
    expect(await outcomeOf(await source(), expected)).toEqual(expected);
  });
});
