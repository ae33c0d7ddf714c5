import { describe, expect, it } from 'vitest';
import { Heartbeat, type Interruption, nextMove } from '../../src/ui/supervision';

const at = (kind: Interruption['kind'], ...minutes: number[]): Interruption[] =>
  minutes.map((minute) => ({ kind, atMs: minute * 60_000 }));

describe('after an interruption a training', () => {
  it('goes on at once when the device was lost for the first time, or for the second after a while', () => {
    expect(nextMove(at('device-lost', 5))).toEqual({ kind: 'resume', afterMs: 0 });
    expect(nextMove(at('device-lost', 5, 8))).toEqual({ kind: 'resume', afterMs: 0 });
  });

  it('waits out the browser’s two minutes when the device was lost twice within two', () => {
    expect(nextMove(at('device-lost', 5, 6.5))).toEqual({ kind: 'resume', afterMs: 125_000 });
  });

  it('gives up at the third lost device in ten minutes, and not in eleven', () => {
    expect(nextMove(at('device-lost', 0, 1, 9))).toEqual({ kind: 'give-up' });
    expect(nextMove(at('device-lost', 0, 5, 11))).toEqual({ kind: 'resume', afterMs: 0 });
  });

  it('restarts a worker that died or hung three times in ten minutes, not a fourth', () => {
    const three = [...at('crashed', 0, 1), ...at('hung', 2)];
    expect(nextMove(three)).toEqual({ kind: 'resume', afterMs: 0 });
    expect(nextMove([...three, ...at('crashed', 9)])).toEqual({ kind: 'give-up' });
    expect(nextMove([...three, ...at('crashed', 10)])).toEqual({ kind: 'resume', afterMs: 0 });
  });
});

describe('a heartbeat', () => {
  /** A heartbeat that is looked at every five seconds. */
  function watched() {
    let ms = 0;
    const heartbeat = new Heartbeat(() => ms);
    const silentAfter = (seconds: number) => {
      for (let passed = 5; passed <= seconds; passed += 5) {
        ms += 5000;
        if (heartbeat.isSilent()) return passed;
      }
      return undefined;
    };
    return { heartbeat, silentAfter, pass: (seconds: number) => (ms += seconds * 1000) };
  }

  it('is missed after half a minute of silence', () => {
    const { heartbeat, silentAfter } = watched();
    heartbeat.hear('step');
    expect(silentAfter(60)).toBe(35);
  });

  it('is waited for five minutes while kernels compile', () => {
    const { heartbeat, silentAfter } = watched();
    heartbeat.hear('preparing');
    expect(silentAfter(600)).toBe(305);
  });

  it('is waited for as long when an epoch is scored for the first time, and no second time', () => {
    const { heartbeat, silentAfter } = watched();
    heartbeat.hear('step');
    heartbeat.hear('validating');
    expect(silentAfter(200)).toBeUndefined();
    heartbeat.hear('validating');
    heartbeat.hear('step');
    heartbeat.hear('validating');
    expect(silentAfter(60)).toBe(35);
  });

  it('has ten times the patience of the steps so far, where they are slow', () => {
    const { heartbeat, silentAfter, pass } = watched();
    heartbeat.hear('step');
    for (let step = 0; step < 9; step += 1) {
      pass(12);
      heartbeat.isSilent();
      heartbeat.hear('step');
    }
    expect(silentAfter(300)).toBe(125);
  });

  it('has that patience for the second step too, by how long the first one took', () => {
    const { heartbeat, silentAfter } = watched();
    heartbeat.hear('run');
    expect(silentAfter(40)).toBeUndefined();
    heartbeat.hear('step');
    expect(silentAfter(600)).toBe(405);
  });

  it('does not count the time in which the machine slept', () => {
    const { heartbeat, silentAfter, pass } = watched();
    heartbeat.hear('step');
    pass(8 * 3600);
    expect(heartbeat.isSilent()).toBe(false);
    expect(heartbeat.heldMs).toBe(8 * 3600_000);
    expect(silentAfter(60)).toBe(35);
    pass(60); // a hidden page looks but once a minute
    heartbeat.isSilent();
    expect(heartbeat.heldMs).toBe(8 * 3600_000);
  });
});
