import type { TrainProgress, TrainRequest } from '../../train/fit-loop';
import {
  askedBackend,
  datasetInUse,
  endLearner,
  failureOf,
  learner,
  type Session,
  session,
  type TrainRun,
} from '../session';
import { EMPTY, failed, ready, working } from '../stage';
import { tellOtherTabs, whileNoOtherTabTrains } from '../tabs';
import { refreshAfter } from './data-actions';
import { listModels } from './model-actions';

/** How long a stopped training may stay silent before its worker counts as hung. */
const SILENCE_LIMIT_MS = 30_000; // one step of Seed CNN takes about 12 s on a slow processor

let running: AbortController | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;
let wasEnded = false;

export async function startTraining(): Promise<void> {
  const { preset, recipe, train } = session.getState();
  const dataset = datasetInUse(session.getState());
  if (!dataset || !recipe || train.status === 'working') return;
  const run: TrainRun = {
    preset,
    epochs: recipe.epochs,
    isDrawn: dataset.isDrawn,
    startedAtMs: performance.now(),
    now: undefined,
    imagesPerSecond: undefined,
    secondsLeft: undefined,
    backend: undefined,
    history: [],
    isStopping: false,
  };
  running = new AbortController();
  const { signal } = running;
  // Before the lock is asked for, so that a second press finds the page at work.
  session.setState({ train: working(run), trainNote: undefined });
  const request = { datasetId: dataset.id, preset, recipe, backend: askedBackend() };
  const isAlone = await whileNoOtherTabTrains(() => trainThrough(run, request, signal));
  if (!isAlone) session.setState({ train, trainNote: { kind: 'other-tab' } });
}

async function trainThrough(first: TrainRun, request: TrainRequest, signal: AbortSignal): Promise<void> {
  let run = first;
  wasEnded = false;
  try {
    const outcome = await learner().call('train', request, {
      signal,
      onProgress: (progress) => {
        run = { ...afterProgress(run, progress), isStopping: signal.aborted };
        session.setState({ train: working(run) });
        if (progress.kind === 'epoch') tellOtherTabs('models');
        if (signal.aborted) endAfterSilence();
      },
    });
    session.setState(
      outcome ? { train: ready(outcome) } : { train: EMPTY, trainNote: { kind: 'nothing-kept' } },
    );
    // A list that cannot be read does not undo the training.
    if (outcome) await listModels(outcome.modelId).catch(() => undefined);
  } catch (error) {
    const failure = failureOf(error);
    await refreshAfter(failure);
    session.setState(wasEnded ? ended(run) : { train: failed(failure) });
    // Epochs finished before the failure are stored; show them where models are chosen.
    await listModels().catch(() => undefined);
  } finally {
    clearTimeout(silence);
  }
}

function ended({ history }: TrainRun): Pick<Session, 'train' | 'trainNote'> {
  return { train: EMPTY, trainNote: { kind: 'ended', epochs: history.length } };
}

export function stopTraining(): void {
  const { train } = session.getState();
  if (train.status !== 'working') return;
  running?.abort();
  session.setState({ train: working({ ...train.progress, isStopping: true }) });
  endAfterSilence();
}

/** Ends a worker that was asked to stop and says nothing any more. Each message gives it more time. */
function endAfterSilence(): void {
  clearTimeout(silence);
  silence = setTimeout(() => {
    wasEnded = true;
    endLearner();
  }, SILENCE_LIMIT_MS);
}

/** The run as it stands after one more message. Pure. */
export function afterProgress(run: TrainRun, progress: TrainProgress): TrainRun {
  const next = { ...run, now: progress };
  switch (progress.kind) {
    case 'preparing':
      return {
        ...next,
        backend: progress.backend,
        executor: progress.executor ?? run.executor,
        refusal: progress.refusal ?? run.refusal,
      };
    case 'step':
      return {
        ...next,
        imagesPerSecond: progress.imagesPerSecond,
        secondsLeft: secondsLeft(run, progress),
      };
    case 'epoch':
      return { ...next, history: [...run.history, progress.record] };
    case 'validating':
      return next;
  }
}

/**
 * Seconds until the last epoch ends. From finished epochs where there are any: they include validation.
 */
function secondsLeft(run: TrainRun, now: Extract<TrainProgress, { kind: 'step' }>): number | undefined {
  const last = run.history.at(-1);
  const epochsLeft = run.epochs - now.epoch + 1 - now.step / now.stepsPerEpoch;
  if (last) return last.seconds * epochsLeft;
  if (now.doneSteps < 3) return undefined;
  const elapsed = (performance.now() - run.startedAtMs) / 1000;
  return (elapsed / now.doneSteps) * (now.totalSteps - now.doneSteps);
}
