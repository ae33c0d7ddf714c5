import { describe, expect, it } from 'vitest';
import { numberWriter } from '../../src/ui/numbers';

const english = numberWriter('en');
const chinese = numberWriter('zh-CN');

describe('a number on the page', () => {
  it('groups thousands', () => {
    expect(english.count(35887)).toBe('35,887');
  });

  it('is a percentage with one digit and a narrow space', () => {
    expect(english.percent(0.5834)).toBe('58.3\u202f%');
    expect(english.percent(1)).toBe('100.0\u202f%');
  });

  it('is short for parameters and operations', () => {
    expect(english.short(896)).toBe('896');
    expect(english.short(246999)).toBe('247\u202fk');
    expect(english.short(13502336)).toBe('13.5\u202fM');
    expect(english.short(290e6)).toBe('290\u202fM');
  });

  it('is bytes in the unit that fits', () => {
    expect(english.bytes(12_000)).toBe('12\u202fkB');
    expect(english.bytes(12_340_000)).toBe('12.3\u202fMB');
    expect(english.bytes(301e6)).toBe('301\u202fMB');
    expect(english.bytes(3.74e9)).toBe('3.7\u202fGB');
  });

  it('is a duration in its two largest units', () => {
    expect(english.duration(0.034)).toBe('0.03\u202fs');
    expect(english.duration(4.21)).toBe('4.2\u202fs');
    expect(english.duration(42)).toBe('42\u202fs');
    expect(english.duration(125)).toBe('2\u202fmin 05\u202fs');
    expect(english.duration(754)).toBe('12\u202fmin');
    expect(english.duration(4320)).toBe('1\u202fh 12\u202fmin');
    expect(chinese.duration(125)).toBe('2 分 05 秒');
  });

  it('is a power of ten when it is tiny', () => {
    expect(english.scientific(1.2e-7)).toBe('1.2 × 10⁻⁷');
    expect(english.scientific(0)).toBe('0');
  });
});
