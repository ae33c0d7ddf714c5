import { describe, expect, it } from 'vitest';
import { Pace } from '../../src/train/pace';
import { SharedMachine, type TrainingNow } from '../../src/ui/training-beside';

const FRAME_MS = 30;

/** A machine whose training has the speeds that are set. */
function machineWith(first: TrainingNow | undefined) {
  let now = first;
  const machine = new SharedMachine(() => now, 0);
  return {
    machine,
    /** @param imagesPerSecond undefined: the training is over */
    set: (imagesPerSecond: number | undefined) => {
      now = imagesPerSecond === undefined ? undefined : { startedAtMs: 0, imagesPerSecond };
    },
    startAnother: () => {
      now = { startedAtMs: 1, imagesPerSecond: 100 };
    },
  };
}

describe('a machine shared with a training', () => {
  it('is all the camera’s while nothing is trained', () => {
    const { machine } = machineWith(undefined);
    expect(machine.beside()).toBeUndefined();
    expect(machine.restMs(FRAME_MS, 5000)).toBe(0);
  });

  it('says how much of its speed the training keeps', () => {
    const { machine, set } = machineWith({ startedAtMs: 0, imagesPerSecond: 400 });
    set(300);
    expect(machine.beside()).toEqual({ imagesPerSecond: 300, share: 0.75 });
  });

  it('judges a training that began later, or had not told its speed, by the first speed it tells', () => {
    const { machine, startAnother } = machineWith({ startedAtMs: 0, imagesPerSecond: 400 });
    startAnother();
    expect(machine.beside()).toEqual({ imagesPerSecond: 100, share: 1 });
    const silent = machineWith({ startedAtMs: 0, imagesPerSecond: undefined });
    expect(silent.machine.beside()?.share).toBeUndefined();
    silent.set(200);
    expect(silent.machine.beside()?.share).toBe(1);
    silent.set(50);
    expect(silent.machine.beside()?.share).toBe(0.25);
  });

  it('takes the 0 that a training tells before its second report for no speed', () => {
    let nowMs = 0;
    const pace = new Pace(() => nowMs);
    const training = () => ({ startedAtMs: 0, imagesPerSecond: pace.recentPerSecond() });
    const machine = new SharedMachine(training, 0);
    const report = () => {
      nowMs += 1000;
      pace.count(200);
      pace.mark();
    };
    expect(training().imagesPerSecond).toBe(0);
    expect(machine.beside()).toEqual({ imagesPerSecond: undefined, share: undefined });
    report();
    report();
    expect(training().imagesPerSecond).toBe(200);
    expect(machine.beside()).toEqual({ imagesPerSecond: 200, share: 1 });
    expect(machine.restMs(FRAME_MS, 4000)).toBe(FRAME_MS);
  });

  it('rests after every frame for as long as the frame took', () => {
    const { machine } = machineWith({ startedAtMs: 0, imagesPerSecond: 400 });
    expect(machine.restMs(FRAME_MS, 0)).toBe(FRAME_MS);
  });

  it('rests longer every four seconds while the training is too slow, for a second at most', () => {
    const { machine, set } = machineWith({ startedAtMs: 0, imagesPerSecond: 400 });
    set(100);
    expect(machine.restMs(FRAME_MS, 3900)).toBe(30);
    expect([4000, 4100, 8000, 12_000, 16_000, 20_000].map((at) => machine.restMs(FRAME_MS, at))).toEqual([
      60, 60, 120, 240, 480, 480,
    ]);
    expect(machine.restMs(100, 24_000)).toBe(1000);
  });

  it('rests less again once the training has room to spare, and not at all when it is over', () => {
    const { machine, set } = machineWith({ startedAtMs: 0, imagesPerSecond: 400 });
    set(100);
    machine.restMs(FRAME_MS, 4000);
    set(390);
    expect(machine.restMs(FRAME_MS, 8000)).toBe(30);
    set(undefined);
    expect(machine.restMs(FRAME_MS, 8100)).toBe(0);
  });
});
