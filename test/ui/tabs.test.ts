import { describe, expect, it } from 'vitest';
import { withNames } from '../../src/ui/session';
import { readTabMessage, whileNoOtherTabTrains } from '../../src/ui/tabs';

/** Locks of a browser in which another tab holds them all, or none does. */
function locksOf(isHeldElsewhere: boolean): LockManager {
  const lock = { name: 'mien-train', mode: 'exclusive' } as const;
  return {
    request: async (_name: string, _options: LockOptions, work: (lock: Lock | null) => unknown) =>
      work(isHeldElsewhere ? null : lock),
    // Only what the page calls is here; the interface has two overloads of it.
  } as unknown as LockManager;
}

describe('a message from another tab', () => {
  it('names the list that changed', () => {
    expect(readTabMessage({ kind: 'datasets' })).toBe('datasets');
    expect(readTabMessage({ kind: 'models' })).toBe('models');
  });

  it.each([undefined, null, 'datasets', 7, {}, { kind: 'everything' }, { kind: ['models'] }])(
    'is ignored when it is %j',
    (message) => {
      expect(readTabMessage(message)).toBeUndefined();
    },
  );
});

describe('a training', () => {
  it.each([
    ['runs while no other tab trains', locksOf(false), true],
    ['does not start while another tab trains', locksOf(true), false],
    ['runs in a browser without locks', undefined, true],
  ])('%s', async (_, locks, isToRun) => {
    let hasRun = false;
    const work = async () => {
      hasRun = true;
    };
    expect(await whileNoOtherTabTrains(work, locks)).toBe(isToRun);
    expect(hasRun).toBe(isToRun);
  });
});

describe('a dataset that another tab removed', () => {
  const known = [{ id: 'd0d0', name: 'fer2013.csv' }];
  const missing = (what: string) => ({ code: 'storage/missing', details: { what } }) as const;

  it('is called by its name, not by its id', () => {
    expect(withNames(missing('d0d0'), known)).toEqual(missing('fer2013.csv'));
  });

  it('keeps what the storage called it when the page never knew it', () => {
    expect(withNames(missing('e1e1'), known)).toEqual(missing('e1e1'));
  });
});
