import type { TrainProgress } from '../../train/fit-loop';
import { askedBackend, datasetInUse, failureOf, learner, session, type TrainRun } from '../session';
import { EMPTY, failed, ready, working } from '../stage';
import { listModels } from './model-actions';

let running: AbortController | undefined;

export async function startTraining(): Promise<void> {
  const { preset, recipe, train } = session.getState();
  const dataset = datasetInUse(session.getState());
  if (!dataset || !recipe || train.status === 'working') return;
  const controller = new AbortController();
  running = controller;
  let run: TrainRun = {
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
  session.setState({ train: working(run) });
  try {
    const outcome = await learner().call(
      'train',
      { datasetId: dataset.id, preset, recipe, backend: askedBackend() },
      {
        signal: controller.signal,
        onProgress: (progress) => {
          run = { ...afterProgress(run, progress), isStopping: controller.signal.aborted };
          session.setState({ train: working(run) });
        },
      },
    );
    session.setState({ train: outcome ? ready(outcome) : EMPTY });
    if (outcome) await listModels(outcome.modelId);
  } catch (error) {
    session.setState({ train: failed(failureOf(error)) });
    // Epochs finished before the failure are stored; show them where models are chosen.
    await listModels().catch(() => undefined);
  }
}

export function stopTraining(): void {
  running?.abort();
  session.setState(({ train }) =>
    train.status === 'working' ? { train: working({ ...train.progress, isStopping: true }) } : {},
  );
}

/** The run as it stands after one more message. Pure. */
export function afterProgress(run: TrainRun, progress: TrainProgress): TrainRun {
  const next = { ...run, now: progress };
  switch (progress.kind) {
    case 'preparing':
      return { ...next, backend: progress.backend };
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
