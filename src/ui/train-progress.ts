import type { TrainProgress } from '../train/fit-loop';
import type { TrainRun } from './session';

/** The run as it stands after one more message. Pure. */
export function afterProgress(run: TrainRun, progress: TrainProgress): TrainRun {
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
      return { ...next, runId: progress.run.id, resumed: progress.resumed, history: progress.run.history };
    case 'step':
      return {
        ...next,
        imagesPerSecond: progress.imagesPerSecond,
        compileSeconds: run.compileSeconds ?? compileSeconds(run),
        secondsLeft: secondsLeft(run, progress),
      };
    case 'saved':
      return { ...next, now: run.now, savedAtMs: progress.atMs, saveFailure: undefined };
    case 'save-failed':
      return { ...next, now: run.now, saveFailure: progress.failure };
    case 'rolled-back':
      return { ...next, history: progress.history, rollBacks: [...(run.rollBacks ?? []), progress] };
    case 'epoch':
      return { ...next, history: [...run.history, progress.record] };
    case 'validating':
      return next;
  }
}

function compileSeconds({ startedAtMs }: TrainRun): number {
  return (performance.now() - startedAtMs) / 1000;
}

const LEARNED_FROM = 3;

/**
 * Seconds until the last epoch ends: from the newest finished epochs where there are any, which include validation, else
 * from the steps since the kernels were compiled.
 */
function secondsLeft(run: TrainRun, now: Extract<TrainProgress, { kind: 'step' }>): number | undefined {
  const recent = run.history.slice(-LEARNED_FROM);
  const epochsLeft = run.epochs - now.epoch + 1 - now.step / now.stepsPerEpoch;
  if (recent.length > 0) return (sumOfSeconds(recent) / recent.length) * epochsLeft;
  if (now.step < 3 || run.compileSeconds === undefined) return undefined;
  const elapsed = (performance.now() - run.startedAtMs) / 1000 - run.compileSeconds;
  const firstStep = run.resumed?.place.step ?? 0;
  return (elapsed / Math.max(1, now.step - firstStep - 1)) * (now.totalSteps - now.doneSteps);
}

function sumOfSeconds(epochs: TrainRun['history']): number {
  return epochs.reduce((sum, { seconds }) => sum + seconds, 0);
}
