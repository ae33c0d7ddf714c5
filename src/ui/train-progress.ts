import type { TrainProgress } from '../train/fit-loop';
import type { TrainRun } from './train-run';

/** The run as it stands after one more message. Pure. @param nowMs of performance.now */
export function afterProgress(run: TrainRun, progress: TrainProgress, nowMs = performance.now()): TrainRun {
  const next: TrainRun = { ...run, now: progress, recovery: undefined };
  switch (progress.kind) {
    case 'preparing':
      return {
        ...next,
        backend: progress.backend,
        executor: progress.executor ?? run.executor,
        refusal: progress.refusal ?? run.refusal,
      };
    case 'run':
      return {
        ...next,
        runId: progress.run.id,
        resumed: progress.resumed,
        history: progress.run.history,
        epochsBefore: epochsBefore(progress),
        firstReport: undefined,
      };
    case 'step':
      return {
        ...next,
        imagesPerSecond: progress.imagesPerSecond,
        compileSeconds: run.compileSeconds ?? (nowMs - run.startedAtMs) / 1000,
        firstReport: run.firstReport ?? { atMs: nowMs, doneSteps: progress.doneSteps },
        secondsLeft: secondsLeft(run, progress, nowMs),
      };
    case 'saved':
      return { ...next, now: run.now, savedAtMs: progress.atMs, saveFailure: undefined };
    case 'save-failed':
      return { ...next, now: run.now, saveFailure: progress.failure };
    case 'rolled-back':
      return {
        ...next,
        history: progress.history,
        firstReport: undefined,
        rollBacks: [...(run.rollBacks ?? []), progress],
      };
    case 'epoch':
      return { ...next, history: [...run.history, progress.record] };
    case 'validating':
      return next;
  }
}

/** Of an epoch that was begun elsewhere only a part was trained here. */
function epochsBefore({ run, resumed }: Extract<TrainProgress, { kind: 'run' }>): number {
  return run.history.length + (resumed && resumed.place.step > 0 ? 1 : 0);
}

const LEARNED_FROM = 3;

/**
 * Seconds until the last epoch ends: from the newest epochs that were finished since this start where there are any, which
 * include validation, else from the steps since the kernels were compiled.
 */
function secondsLeft(
  { history, epochs, epochsBefore: before = 0, firstReport }: TrainRun,
  now: Extract<TrainProgress, { kind: 'step' }>,
  nowMs: number,
): number | undefined {
  const recent = history.slice(Math.max(before, history.length - LEARNED_FROM));
  const epochsLeft = epochs - now.epoch + 1 - now.step / now.stepsPerEpoch;
  if (recent.length > 0) return (sumOfSeconds(recent) / recent.length) * epochsLeft;
  const steps = firstReport ? now.doneSteps - firstReport.doneSteps : 0;
  if (!firstReport || steps < 2) return undefined;
  return ((nowMs - firstReport.atMs) / 1000 / steps) * (now.totalSteps - now.doneSteps);
}

function sumOfSeconds(epochs: TrainRun['history']): number {
  return epochs.reduce((sum, { seconds }) => sum + seconds, 0);
}
