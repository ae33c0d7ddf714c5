import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../src/shared/errors';
import type { ListedRun } from '../../src/storage/run-store';
import { resumeByItself } from '../../src/ui/actions/start';
import { pauseTraining, saveWhenHidden, startTraining } from '../../src/ui/actions/train-actions';
import { session } from '../../src/ui/session';
import { learner } from '../../src/ui/threads';
import { EMPTY } from '../../src/ui/stage';
import { finishedRun, interruptedRun, withData } from './hand-made-session';
import { HandAnsweredWorker, settled } from './hand-answered-worker';

const remembered = new Map<string, string>();
vi.stubGlobal('Worker', HandAnsweredWorker);
vi.stubGlobal('location', { search: '' });
vi.stubGlobal('localStorage', { getItem: (name: string) => remembered.get(name) ?? null });
afterAll(() => {
  vi.unstubAllGlobals();
});

const WEBGPU = { name: 'webgpu', device: 'nvidia lovelace', isSoftware: false } as const;

/** The thread that trains now: one that lost its device gives way to another. */
function training(): HandAnsweredWorker {
  learner();
  const worker = HandAnsweredWorker.byName.get('learner');
  if (!worker) throw new Error('there is no learner');
  return worker;
}

beforeEach(() => {
  session.setState({ ...withData, runs: [interruptedRun] }, true);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A training on WebGPU, asked for by nobody, that is stored. */
async function underWay(): Promise<void> {
  void startTraining();
  await training().report('train', { kind: 'preparing', what: 'data', backend: WEBGPU });
  await training().report('train', { kind: 'run', run: interruptedRun });
  await training().report('train', { kind: 'saved', place: interruptedRun.place, atMs: 1 });
}

const LOST: Failure = { code: 'compute/device-lost', details: { cause: 'by hand' } };
const NONE: Failure = { code: 'compute/no-backend', details: { cause: 'no-adapter' } };

async function fails(failure: Failure): Promise<void> {
  await training().fail('train', failure);
  await vi.advanceTimersByTimeAsync(0);
  await settled();
}

const recovery = () => {
  const { train } = session.getState();
  return train.status === 'working' ? train.progress.recovery : undefined;
};

describe('a training whose graphics device is lost', () => {
  it('asks for its own backend at once, waits while there is none, and then leaves the choice to the user', async () => {
    await underWay();
    expect(training().asked('train').params).toMatchObject({ backend: undefined });
    await fails(LOST);
    const again = { runId: interruptedRun.id, backend: 'webgpu' };
    expect(training().asked('train').params).toEqual(again);

    await fails(NONE);
    expect(training().open).toEqual([]);
    expect(recovery()).toEqual({ from: 'device-lost', atMs: Date.now() + 125_000 });
    await vi.advanceTimersByTimeAsync(125_000);
    expect(training().asked('train').params).toEqual(again);

    await fails(NONE);
    expect(session.getState().train).toEqual({ status: 'failed', failure: NONE });
  });

  it('that never had one fails where there is none', async () => {
    await underWay();
    await fails(NONE);
    expect(session.getState().train).toEqual({ status: 'failed', failure: NONE });
  });
});

describe('a page that is hidden', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' as DocumentVisibilityState });
  saveWhenHidden(page as Document); // what it looks at

  it('has the training save, and only while there is one', async () => {
    training().open.length = 0;
    page.dispatchEvent(new Event('visibilitychange'));
    expect(training().open).toEqual([]);
    await underWay();
    page.visibilityState = 'visible';
    page.dispatchEvent(new Event('visibilitychange'));
    expect(training().open.map(({ job }) => job)).toEqual(['train']);
    page.visibilityState = 'hidden';
    page.dispatchEvent(new Event('visibilitychange'));
    expect(training().asked('askTraining').params).toEqual({ what: 'save' });
    pauseTraining();
    await training().answer('train', undefined);
  });
});

function runOf(datasetId: string): ListedRun {
  const { template } = interruptedRun;
  return { ...interruptedRun, template: { ...template, trained: { ...template.trained, datasetId } } };
}

describe('what was cut off', () => {
  it('goes on by itself where the user chose so', async () => {
    remembered.set('mien-autoResume', 'yes');
    void resumeByItself();
    await settled();
    expect(training().asked('train').params).toMatchObject({ runId: interruptedRun.id });
    await training().answer('train', undefined);
  });

  it.each([
    ['where nobody chose so', 'no', interruptedRun],
    ['that was paused', 'yes', { ...interruptedRun, status: 'paused' as const }],
    ['that another tab trains', 'yes', { ...interruptedRun, isHeld: true }],
    ['that is finished', 'yes', finishedRun],
    ['whose dataset was deleted', 'yes', runOf('gone')],
  ])('does not go on by itself %s', async (_, chosen, run) => {
    remembered.set('mien-autoResume', chosen);
    session.setState({ runs: [run], train: EMPTY });
    training().open.length = 0;
    await resumeByItself();
    expect(training().open).toEqual([]);
  });
});
