import { describe, expect, it } from 'vitest';
import { numberWriter, wholePercents } from '../../src/ui/numbers';

const english = numberWriter('en');
const chinese = numberWriter('zh-CN');

describe('a number on the page', () => {
  it('groups thousands', () => {
    expect(english.count(35887)).toBe('35,887');
  });

  it('is a percentage with one digit, and without one when it is the whole', () => {
    expect(english.percent(0.5834)).toBe('58.3%');
    expect(english.percent(1)).toBe('100%');
    expect(english.percent(0.9996)).toBe('100.0%');
    expect(chinese.wholePercent(0.29)).toBe('29%');
  });

  it('is short for parameters and operations', () => {
    expect(english.short(896)).toBe('896');
    expect(english.short(246999)).toBe('247\u202fk');
    expect(english.short(13502336)).toBe('13.5\u202fM');
    expect(english.short(290e6)).toBe('290\u202fM');
  });

  it('is short in ten thousands and hundred millions in Chinese', () => {
    expect(chinese.short(4608)).toBe('4,608');
    expect(chinese.short(246999)).toBe('24.7万');
    expect(chinese.short(13502336)).toBe('1350万');
    expect(chinese.short(290e6)).toBe('2.9亿');
  });

  it('is a dash where it is no date', () => {
    expect(english.date(0)).toContain('1970');
    expect(english.date(1e300)).toBe('–');
    expect(english.dateWithSeconds(NaN)).toBe('–');
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

  it('stays in plain digits when it is tiny', () => {
    expect(english.precise(0.000001, 6)).toBe('0.000001');
    expect(english.precise(0.0012345, 2)).toBe('0.0012');
  });

  it('is a power of ten below a millionth, where nobody counts the zeros', () => {
    expect(english.precise(0.000000012, 3)).toBe('1.2 × 10⁻⁸');
    expect(chinese.precise(3e-10, 2)).toBe('3 × 10⁻¹⁰');
    expect(english.precise(0, 3)).toBe('0');
  });
});

describe('whole percents of a whole', () => {
  it('add up to 100 where rounding each alone gives 102', () => {
    const shares = [0.268, 0.668, 0.016, 0.016, 0.006, 0.006, 0.02];
    expect(shares.map((share) => Math.round(share * 100)).reduce((sum, share) => sum + share)).toBe(102);
    const percents = wholePercents(shares);
    expect(percents.reduce((sum, percent) => sum + percent)).toBe(100);
    expect(percents).toEqual([27, 67, 2, 2, 0, 0, 2]);
  });

  it('give what is missing to those that lost most', () => {
    expect(wholePercents([1 / 3, 1 / 3, 1 / 3])).toEqual([34, 33, 33]);
    expect(wholePercents([0.505, 0.297, 0.198])).toEqual([50, 30, 20]);
  });

  it('are zero without a whole', () => {
    expect(wholePercents([0, 0])).toEqual([0, 0]);
    expect(wholePercents([])).toEqual([]);
  });
});
