import { describe, expect, it } from 'vitest';
import { readNumber } from '../../src/ui/number-entry';

const batchSize = { minimum: 1, maximum: 1024, isWhole: true, isOptional: false };
const learningRate = { minimum: 1e-6, maximum: 1, isWhole: false, isOptional: false };

describe('a number typed into a setting', () => {
  it('is taken as it is inside its range', () => {
    expect(readNumber(' 64 ', batchSize)).toEqual({ kind: 'number', value: 64, change: 'none' });
    expect(readNumber('3e-3', learningRate)).toEqual({ kind: 'number', value: 0.003, change: 'none' });
    expect(readNumber('.5', learningRate)).toEqual({ kind: 'number', value: 0.5, change: 'none' });
  });

  it('is brought into its range, and that is said', () => {
    expect(readNumber('0', batchSize)).toEqual({ kind: 'number', value: 1, change: 'range' });
    expect(readNumber('100000', batchSize)).toEqual({ kind: 'number', value: 1024, change: 'range' });
    expect(readNumber('0', learningRate)).toEqual({ kind: 'number', value: 1e-6, change: 'range' });
  });

  it('is rounded where only whole numbers count, and that is said', () => {
    expect(readNumber('64.4', batchSize)).toEqual({ kind: 'number', value: 64, change: 'rounded' });
  });

  it.each(['abc', '0,003', '1.2.3', '12 faces', '-', 'Infinity', '0x10'])('“%s” is none', (text) => {
    expect(readNumber(text, learningRate)).toEqual({ kind: 'invalid' });
  });

  it('may be left out only where that means something', () => {
    expect(readNumber('', batchSize)).toEqual({ kind: 'invalid' });
    expect(readNumber('', { ...batchSize, isOptional: true })).toEqual({ kind: 'empty' });
  });
});
