import type { Failure } from '../../shared/errors';
import type { BackendName } from '../../shared/model-card';
import type { ResumeRequest, TrainOutcome, TrainRequest } from '../../train/fit-loop';
import { datasetInUse, failureOf, type Session, session } from '../session';
import { askedBackend, endLearner, learner } from '../threads';
import type { TrainRun } from '../train-run';
import { EMPTY, failed, ready, working } from '../stage';
import { Heartbeat, type Interruption, interruptionBy, nextMove, watchHeartbeat } from '../supervision';
import { tellOfTraining, tellOtherTabs, whileNoOtherTabTrains } from '../tabs';
import { afterProgress } from '../train-progress';
import { refreshAfter } from './data-actions';
import { listModels } from './model-actions';
import { endTrial } from './trial-actions';
import { refreshRuns } from './run-actions';

/** How long a stopped training may stay silent before its worker counts as hung. */
const SILENCE_LIMIT_MS = 30_000; // one step of Seed CNN takes about 12 s on a slow processor

let running: AbortController | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;
let hungBy: 'user' | 'heartbeat' | undefined; // who had the worker ended, if anyone had
let again: () => Promise<void> = startTraining;

/** Asks once more for what failed: a run that could not go on, or a training by the settings. */
export function retryTraining(): Promise<void> {
  return again();
}

export async function startTraining(): Promise<void> {
  const { preset, recipe, start, train } = session.getState();
  const dataset = datasetInUse(session.getState());
  if (!dataset || !recipe || train.status === 'working') return;
  again = startTraining;
  const request = { datasetId: dataset.id, preset, recipe, start, backend: askedBackend() };
  await trainAlone(request, { preset, epochs: recipe.epochs, isDrawn: dataset.isDrawn, history: [] });
}

/** Goes on with a stored run. @param backend instead of the one the machine would choose */
export async function resumeRun(
  id: string,
  backend: BackendName | undefined = askedBackend(),
): Promise<void> {
  const { runs, train } = session.getState();
  const run = runs.find((known) => known.id === id);
  if (!run || train.status === 'working') return;
  again = () => resumeRun(id, backend);
  const { preset, recipe, trained } = run.template;
  const { history, savedAtMs } = run;
  await trainAlone(
    { runId: id, backend },
    { preset, epochs: recipe.epochs, isDrawn: trained.isDrawn, history, runId: id, savedAtMs },
  );
}

type Begun = Pick<TrainRun, 'preset' | 'epochs' | 'isDrawn' | 'history' | 'runId' | 'savedAtMs'>;

async function trainAlone(request: TrainRequest | ResumeRequest, begun: Begun): Promise<void> {
  const { train } = session.getState();
  running = new AbortController();
  const { signal } = running;
  // Before the lock is asked for, so that a second press finds the page at work.
  show(freshRun(begun));
  session.setState({ trainNote: undefined });
  const isAlone = await whileNoOtherTabTrains(async () => {
    if (session.getState().trial.status === 'working') await endTrial();
    await trainThrough(freshRun(begun), request, signal);
  });
  if (!isAlone) session.setState({ train, trainNote: { kind: 'other-tab' } });
}

function freshRun(begun: Begun): TrainRun {
  return {
    startedAtMs: performance.now(),
    now: undefined,
    imagesPerSecond: undefined,
    secondsLeft: undefined,
    backend: undefined,
    isStopping: false,
    ...begun,
  };
}

function show(run: TrainRun): void {
  session.setState({ train: working(run) });
}

/** Trains until it ends, and goes on by itself after what a new worker can mend. */
async function trainThrough(
  first: TrainRun,
  firstRequest: TrainRequest | ResumeRequest,
  signal: AbortSignal,
): Promise<void> {
  const interruptions: Interruption[] = [];
  let run = first;
  let request = firstRequest;
  let modelId: string | undefined;
  try {
    for (;;) {
      const end = await attempt(run, request, signal);
      if (end.kind === 'outcome') {
        modelId = end.outcome?.modelId;
        return await showOutcome(end.run, end.outcome);
      }
      run = end.run;
      const kind = hungBy === 'heartbeat' ? 'hung' : interruptionBy(end.failure.code, interruptions);
      // What never came as far as a run has nothing to go on from.
      const canGoOn = kind !== undefined && run.runId !== undefined && run.savedAtMs !== undefined;
      if (!canGoOn || signal.aborted) return await showFailure(run, end.failure);
      interruptions.push({ kind, atMs: Date.now() });
      const move = nextMove(interruptions);
      if (move.kind === 'give-up') return await showFailure(run, end.failure);
      // A pause that the dead worker did not come to can be pressed again.
      run = {
        ...run,
        now: undefined,
        isPausing: false,
        recovery: { from: kind, atMs: Date.now() + move.afterMs },
      };
      show(run);
      if (!(await waited(move.afterMs, signal))) return await showFailure(run, end.failure);
      // Its own backend, so that it is not moved to a slower one unasked while the device is away.
      request = { runId: run.runId ?? '', backend: firstRequest.backend ?? run.backend?.name };
    }
  } finally {
    clearTimeout(silence);
    tellOfTraining(undefined, modelId);
    tellOtherTabs('runs');
    void refreshRuns();
  }
}

type End =
  | { readonly kind: 'outcome'; readonly run: TrainRun; readonly outcome: TrainOutcome | undefined }
  | { readonly kind: 'failure'; readonly run: TrainRun; readonly failure: Failure };

/** One worker's part of a training. */
async function attempt(
  first: TrainRun,
  request: TrainRequest | ResumeRequest,
  signal: AbortSignal,
): Promise<End> {
  let run = first;
  hungBy = undefined;
  const heartbeat = new Heartbeat(() => performance.now());
  const stopWatching = watchHeartbeat(heartbeat, () => {
    hungBy = 'heartbeat';
    endLearner();
  });
  try {
    const outcome = await learner().call('train', request, {
      signal,
      onProgress: (progress) => {
        heartbeat.hear(progress.kind);
        const heldMs = (first.heldMs ?? 0) + heartbeat.heldMs;
        run = {
          ...afterProgress(run, progress),
          isStopping: signal.aborted,
          isPausing: isPausing(),
          heldMs,
        };
        show(run);
        tell(run);
        if (progress.kind === 'epoch') tellOtherTabs('models');
        if (signal.aborted) endAfterSilence();
      },
    });
    return { kind: 'outcome', run, outcome };
  } catch (error) {
    return { kind: 'failure', run, failure: failureOf(error) };
  } finally {
    stopWatching();
  }
}

function isPausing(): boolean {
  const { train } = session.getState();
  return train.status === 'working' && train.progress.isPausing === true;
}

/** At most once an epoch and at every new kind of work: the other tabs only want to know how far it is. */
function tell({ now, epochs, history }: TrainRun): void {
  if (now?.kind !== 'epoch' && now?.kind !== 'run') return;
  const epoch = Math.min(epochs, history.length + 1);
  tellOfTraining({ epoch, epochs, accuracy: history.at(-1)?.validation?.accuracy ?? null });
}

async function showOutcome(run: TrainRun, outcome: TrainOutcome | undefined): Promise<void> {
  const note = isPausing() && run.savedAtMs !== undefined ? 'paused' : 'nothing-kept';
  session.setState(outcome ? { train: ready(outcome) } : { train: EMPTY, trainNote: { kind: note } });
  // A paused run has a model once its first epoch is over: its curves stay in view.
  const modelId = outcome?.modelId ?? (note === 'paused' ? run.runId : undefined);
  // A list that cannot be read does not undo the training.
  if (modelId !== undefined) await listModels(modelId).catch(() => undefined);
}

async function showFailure(run: TrainRun, failure: Failure): Promise<void> {
  await refreshAfter(failure);
  session.setState(hungBy === 'user' ? ended(run) : { train: failed(failure) });
  // Epochs finished before the failure are stored; show them where models are chosen.
  await listModels().catch(() => undefined);
}

function ended({ history }: TrainRun): Pick<Session, 'train' | 'trainNote'> {
  return { train: EMPTY, trainNote: { kind: 'ended', epochs: history.length } };
}

/** @returns false when the signal came first */
function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}

export function stopTraining(): void {
  const { train } = session.getState();
  if (train.status !== 'working') return;
  running?.abort();
  show({ ...train.progress, isStopping: true });
  endAfterSilence();
}

/** Stores where the training stands and ends it, to be resumed. */
export function pauseTraining(): void {
  const { train } = session.getState();
  if (train.status !== 'working') return;
  show({ ...train.progress, isPausing: true });
  ask('pause');
}

/** Everything that hides or ends the page may be the last thing it hears. */
export function saveWhenHidden(page: Document): void {
  page.addEventListener('visibilitychange', () => {
    if (page.visibilityState === 'hidden' && session.getState().train.status === 'working') ask('save');
  });
}

function ask(what: 'pause' | 'save'): void {
  // A worker that is gone is noticed by the training itself.
  learner()
    .call('askTraining', { what })
    .catch(() => undefined);
}

/** Ends a worker that was asked to stop and says nothing any more. Each message gives it more time. */
function endAfterSilence(): void {
  clearTimeout(silence);
  silence = setTimeout(() => {
    hungBy = 'user';
    endLearner();
  }, SILENCE_LIMIT_MS);
}
