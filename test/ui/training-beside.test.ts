import { describe, expect, it } from 'vitest';
import { Pace } from '../../src/train/pace';
import { SharedMachine, SpeedAlone, type TrainingNow } from '../../src/ui/training-beside';

const FRAME_MS = 30;

/** A machine whose training has the speeds that are set. */
function machineWith(first: TrainingNow | undefined) {
  let now = first;
  const machine = new SharedMachine(() => now, first, 0);
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

  it('says no share of a training that began beside the frames, or had not told its speed before them', () => {
    const { machine, startAnother } = machineWith({ startedAtMs: 0, imagesPerSecond: 400 });
    startAnother();
    expect(machine.beside()).toEqual({ imagesPerSecond: 100, share: undefined });
    const silent = machineWith({ startedAtMs: 0, imagesPerSecond: undefined });
    silent.set(200);
    silent.set(50);
    expect(silent.machine.beside()).toEqual({ imagesPerSecond: 50, share: undefined });
    // Nothing says that it is too slow: it is left as long as a frame takes.
    expect(silent.machine.restMs(FRAME_MS, 4000)).toBe(FRAME_MS);
  });

  it('takes the 0 that a training tells before its second report for no speed', () => {
    let nowMs = 0;
    const pace = new Pace(() => nowMs);
    const training = () => ({ startedAtMs: 0, imagesPerSecond: pace.recentPerSecond() });
    const report = () => {
      nowMs += 1000;
      pace.count(200);
      pace.mark();
    };
    const early = new SharedMachine(training, training(), 0);
    expect(early.beside()).toEqual({ imagesPerSecond: undefined, share: undefined });
    report();
    report();
    expect(early.beside()).toEqual({ imagesPerSecond: 200, share: undefined });
    expect(new SharedMachine(training, training(), nowMs).beside()?.share).toBe(1);
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

describe('the speed of a training alone', () => {
  const training = (imagesPerSecond: number) => ({ startedAtMs: 0, imagesPerSecond });

  it('is what it told before the first frame', () => {
    expect(new SpeedAlone().beforeFrames(training(400), 1000)).toEqual(training(400));
  });

  it('is not what it tells within eight seconds of a frame: a camera that begins anew compares with what was', () => {
    const alone = new SpeedAlone();
    alone.beforeFrames(training(400), 0);
    alone.frameRead(20_000);
    expect(alone.beforeFrames(training(210), 27_999)).toEqual(training(400));
    expect(alone.beforeFrames(training(380), 28_000)).toEqual(training(380));
  });

  it('is not known of one that began beside the camera, until that was off for eight seconds', () => {
    const alone = new SpeedAlone();
    alone.beforeFrames(undefined, 0);
    alone.frameRead(20_000);
    expect(alone.beforeFrames(training(210), 21_000)).toBeUndefined();
    alone.frameRead(30_000);
    expect(alone.beforeFrames(training(390), 38_000)).toEqual(training(390));
  });
});
