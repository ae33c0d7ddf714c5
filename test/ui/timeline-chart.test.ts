import { describe, expect, it } from 'vitest';
import { columnsOf, longestHold, movedWindow, wholeWindow } from '../../src/ui/parts/live/timeline-chart';
import type { Moment } from '../../src/ui/moments';

const moment = (timeMs: number, happy: number): Moment => ({
  timeMs,
  face: 1,
  label: 0,
  isClear: true,
  probabilities: [happy, 1 - happy],
});

describe('the window of a timeline', () => {
  const whole = { fromMs: 0, toMs: 10_000 };

  it('is at least a second long', () => {
    expect(wholeWindow({ moments: [moment(0, 1), moment(300, 1)] })).toEqual({ fromMs: 0, toMs: 1000 });
  });

  it('zooms around its middle and not below a second', () => {
    expect(movedWindow(whole, whole, { zoom: 2 })).toEqual({ fromMs: 2500, toMs: 7500 });
    expect(movedWindow(whole, whole, { zoom: 100 })).toEqual({ fromMs: 4500, toMs: 5500 });
  });

  it('zooms around what it is asked to, which stays in its place', () => {
    expect(movedWindow(whole, whole, { zoom: 2, around: 0.2 })).toEqual({ fromMs: 1000, toMs: 6000 });
    expect(movedWindow(whole, whole, { zoom: 2, around: 1 })).toEqual({ fromMs: 5000, toMs: 10_000 });
  });

  it('moves by shares of its length and stops at both ends', () => {
    const half = { fromMs: 2500, toMs: 7500 };
    expect(movedWindow(half, whole, { shift: 0.5 })).toEqual({ fromMs: 5000, toMs: 10_000 });
    expect(movedWindow(half, whole, { shift: -3 })).toEqual({ fromMs: 0, toMs: 5000 });
    expect(movedWindow(half, whole, { zoom: 0.1 })).toEqual(whole);
  });
});

describe('the columns of a timeline', () => {
  it('average the moments that fall into them and are empty where no face was', () => {
    const moments = [moment(0, 0.2), moment(100, 0.4), moment(900, 1)];
    const columns = columnsOf(moments, { fromMs: 0, toMs: 1000 }, 4);
    expect(columns[0]?.probabilities[0]).toBeCloseTo(0.3, 12);
    expect(columns.slice(1, 3)).toEqual([undefined, undefined]);
    expect(columns[3]?.probabilities).toEqual([1, 0]);
  });

  it('leave out what lies before and after the window', () => {
    const columns = columnsOf([moment(0, 0.2), moment(900, 1)], { fromMs: 100, toMs: 800 }, 2);
    expect(columns).toEqual([undefined, undefined]);
  });

  it('go on over the gap in which a face is not away, and over six columns however short they are', () => {
    expect(longestHold({ fromMs: 0, toMs: 10_000 }, 480, 500)).toBe(24);
    expect(longestHold({ fromMs: 0, toMs: 10_000 }, 480, 2500)).toBe(120);
    expect(longestHold({ fromMs: 5000, toMs: 605_000 }, 480, 500)).toBe(6);
  });
});
