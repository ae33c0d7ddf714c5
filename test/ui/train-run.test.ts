import { describe, expect, it } from 'vitest';
import { EMPTY, working } from '../../src/ui/stage';
import { historyHere, trainingNow } from '../../src/ui/train-run';
import { history, interruptedRun, STATES } from './hand-made-session';

describe('a listed run', () => {
  const { train } = STATES['train, epoch 13']?.state ?? { train: EMPTY };
  const here = train.status === 'working' ? working({ ...train.progress, runId: interruptedRun.id }) : train;

  it('that this page trains is as far as the training, and no more what it was when the list was read', () => {
    const listed = { ...interruptedRun, history: history.slice(0, 2), bestEpoch: 2 };
    const now = historyHere(here, listed.id);
    expect(now && trainingNow(listed, now)).toEqual({ ...interruptedRun, isHeld: true, bestEpoch: 12 });
    expect(trainingNow(listed, [])).toMatchObject({ history: [], bestEpoch: 0 });
  });

  it('that it does not train is as listed', () => {
    expect(historyHere(here, 'another')).toBeUndefined();
    expect(historyHere(EMPTY, interruptedRun.id)).toBeUndefined();
  });
});
