import type { Reading, Readings } from '../../live/recognize';
import { AppError } from '../../shared/errors';
import type { ModelCard } from '../../shared/model-card';
import type { Calibrating } from '../calibrating';
import { closeCamera } from '../camera';
import { type Layers, type Recording as Film, startRecording } from '../live-recording';
import { type LiveStatus, LiveTally } from '../live-status';
import { saveFile } from '../save-file';
import { failureOf, modelInUse, session } from '../session';
import { askedBackend, recognizer } from '../threads';
import { EMPTY, failed, ready } from '../stage';
import { type Recording, type Timeline, TimelineRecorder } from '../timeline';
import { SharedMachine, SpeedAlone, type TrainingNow } from '../training-beside';

/** The page hears of the session this often; the boxes themselves are drawn with every frame. */
export const STATUS_EVERY_MS = 125;
/** The timeline is long, so the page gets it less often. */
export const TIMELINE_EVERY_MS = 1000;

/** Draws one frame's readings; the page gives it, because it owns the canvas. */
export type Draw = (readings: Readings, cards: readonly ModelCard[]) => void;

/** A running session, of a camera, a video or a picture. Leaving the page or pressing Stop ends it; so does the next start. */
export interface Run {
  stream?: MediaStream;
  isStopped: boolean;
  /** Another session has begun. */
  isReplaced: boolean;
  isPaused: boolean;
  /** Of the models that look, the first one first. */
  cards: readonly ModelCard[];
  recorder?: TimelineRecorder;
  film?: Film | undefined;
  /** Of a camera, which shows black once it is closed: keeps its last picture in view. */
  keepPicture?: () => void;
  /** While frames are to show a neutral face. */
  calibrating?: Calibrating | undefined;
  /** Of a picture: looks at it once more, for other models or options. */
  readAgain?: () => void;
}
let current: Run | undefined;

/** The session that runs, if one does. */
export function running(): Run | undefined {
  return current?.isStopped === false ? current : undefined;
}

/** Ends the session and keeps its figures. A failure is forgotten: it was about a session that is over. */
export function stopLive(): void {
  if (current) end(current);
  session.setState(({ live }) => {
    if (live.status !== 'ready') return { live: EMPTY };
    const timeline = current?.recorder?.timeline() ?? live.value.timeline;
    return { live: ready({ ...live.value, isRunning: false, isPaused: false, timeline }) };
  });
}

/** Ends the session and forgets what it saw, as the page says of itself when it is left. */
export function leaveLive(): void {
  if (current) end(current);
  current = undefined;
  session.setState({ live: EMPTY, watched: undefined });
}

/** Holds the picture as it is; the camera stays on. */
export function pauseLive(video: HTMLVideoElement): void {
  if (!current || current.isStopped) return;
  current.isPaused = true;
  giveUpCalibration(current);
  video.pause();
  tellPaused(true);
}

export async function resumeLive(video: HTMLVideoElement): Promise<void> {
  if (!current || current.isStopped) return;
  const run = current;
  run.isPaused = false;
  try {
    await video.play();
    tellPaused(false);
  } catch (error) {
    // Paused again, or ended, before it played.
    if (!run.isPaused) fail(run, error);
  }
}

/** One that is under way; what an earlier one found stays. */
function giveUpCalibration(run: Run): void {
  run.calibrating = undefined;
  if (session.getState().calibration.status === 'running')
    session.setState({ calibration: { status: 'none' } });
}

function tellPaused(isPaused: boolean): void {
  session.setState(({ live }) =>
    live.status === 'ready' ? { live: ready({ ...live.value, isPaused }) } : {},
  );
}

export function end(run: Run): void {
  if (!run.isStopped) run.keepPicture?.();
  run.isStopped = true;
  // A camera that stops ends the film, and it is saved: nobody wants to lose it.
  void finishFilm(run);
  if (run.stream) closeCamera(run.stream);
}

export function begin(): Run {
  if (current) {
    end(current);
    current.isReplaced = true;
  }
  const run: Run = { isStopped: false, isReplaced: false, isPaused: false, cards: [] };
  current = run;
  session.setState({
    calibration: { status: 'none' },
    watched: undefined,
    annotating: EMPTY,
    captureFailure: undefined,
  });
  return run;
}

/** Films what the viewer shows until stopFilm, or until the camera stops. */
export function startFilm(layers: () => Layers): void {
  if (!current || current.isStopped) return;
  const run = current;
  try {
    run.film = startRecording(layers, (cause) => {
      tellCaptureFailed(new AppError('live/film-broke-off', {}, { cause }));
      void finishFilm(run);
    });
    session.setState({ isFilming: true, captureFailure: undefined });
  } catch (cause) {
    tellCaptureFailed(new AppError('live/film-broke-off', {}, { cause }));
  }
}

export function stopFilm(): void {
  if (current) void finishFilm(current);
}

async function finishFilm(run: Run): Promise<void> {
  const { film } = run;
  if (!film) return;
  run.film = undefined;
  session.setState({ isFilming: false });
  const blob = await film.stop();
  if (blob.size > 0) saveFile({ name: 'mien.webm', blob });
}

/** Of a picture or a film that was to be saved. */
export function tellCaptureFailed(error: unknown): void {
  session.setState({ captureFailure: failureOf(error) });
}

/** @param forSession in the one that runs, faces keep their numbers */
export async function loadModels(forSession: 'new' | 'running' = 'new'): Promise<readonly ModelCard[]> {
  const { weights, liveOptions, models } = session.getState();
  const model = modelInUse(session.getState());
  if (!model) throw new AppError('storage/missing', { what: 'model' });
  const second = models.find(({ id }) => id === liveOptions.secondModelId && id !== model.id);
  return await recognizer().call('load', {
    models: [
      { modelId: model.id, weights },
      ...(second ? [{ modelId: second.id, weights: second.cards.best ? weights : ('last' as const) }] : []),
    ],
    usesLivePrior: liveOptions.usesLivePrior,
    keepsFaces: forSession === 'running',
    backend: askedBackend(),
  });
}

export function fail(run: Run, error: unknown): void {
  if (!run.isStopped) session.setState({ live: failed(failureOf(error)) });
  end(run);
}

/** What every frame of a session needs. */
export interface Reader {
  readonly run: Run;
  readonly card: ModelCard;
  readonly draw: Draw;
  readonly tally: LiveTally;
  readonly recorder: TimelineRecorder;
  readonly machine: SharedMachine;
  /** A single picture, not a row of frames. */
  readonly isStill: boolean;
}

export function newReader(
  run: Run,
  cards: readonly ModelCard[],
  draw: Draw,
  { isStill = false, ...recording }: { readonly isStill?: boolean } & Recording,
): Reader {
  const [card] = cards;
  if (!card) throw new AppError('storage/missing', { what: 'model' });
  const tally = new LiveTally(card.labels.length);
  const recorder = new TimelineRecorder(card.labels, recording);
  // A second model may have been chosen, and loaded, while the first one was on its way.
  if (run.cards.length === 0) run.cards = cards;
  run.recorder = recorder;
  const nowMs = performance.now();
  const machine = new SharedMachine(trainingNow, speedAlone.beforeFrames(trainingNow(), nowMs), nowMs);
  return { run, card, draw, tally, recorder, machine, isStill };
}

/** Of the page: a session that follows another has no moment without frames to measure in. */
const speedAlone = new SpeedAlone();

function trainingNow(): TrainingNow | undefined {
  const { train } = session.getState();
  return train.status === 'working' ? train.progress : undefined;
}

/** Leaves the machine to a training for a while, if there is one. Nobody holds a neutral face through rests. */
export async function restAfter({ run, machine }: Reader, frameMs: number): Promise<void> {
  if (run.calibrating) return;
  const restMs = machine.restMs(frameMs, performance.now());
  if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
}

/** Reads one frame, closes it, and draws what it says. Undefined when the session was stopped meanwhile. */
export async function readFrame(
  reader: Reader,
  frame: ImageBitmap,
  { timeMs, takenAtMs }: { readonly timeMs: number; readonly takenAtMs: number },
): Promise<Pick<LiveStatus, 'readings' | 'frameMs'> | undefined> {
  const { run, draw, tally, recorder } = reader;
  try {
    if (run.isStopped) return undefined;
    const readings = await recognizer().call(
      'recognize',
      { frame, ...readingOf(reader, timeMs) },
      { transfer: [frame] },
    );
    if (run.isStopped) return undefined;
    draw(readings, run.cards);
    const frameMs = performance.now() - takenAtMs;
    tally.add(readings, frameMs);
    recorder.add(readings, run.cards[1]?.labels);
    return { readings, frameMs };
  } finally {
    // Does nothing where the frame went to the worker, which closed it.
    frame.close();
    speedAlone.frameRead(performance.now());
  }
}

function readingOf({ run, isStill }: Reader, timeMs: number): Reading {
  const { isRaw } = session.getState().liveOptions;
  return { timeMs, isStill, isRaw, isNeutral: run.calibrating !== undefined };
}

type Told = Omit<LiveStatus, 'card' | 'secondCard' | 'soFar' | 'isPaused' | 'beside'>;

export function tell({ run, card, tally, machine, recorder }: Reader, status: Told): void {
  const secondCard = run.cards[1];
  session.setState({
    live: ready({
      ...status,
      timeline: recorder.marked(status.timeline),
      card,
      secondCard,
      isPaused: run.isPaused,
      beside: machine.beside(),
      soFar: tally.figures(),
    }),
  });
}

/** Writes a mark. @param timeMs of a video that was read; the moment of a session that runs without it */
export function markMoment(text: string, timeMs?: number): void {
  const recorder = current?.recorder;
  if (!recorder) return;
  recorder.mark(text, timeMs);
  showTimeline(recorder.timeline());
}

function showTimeline(timeline: Timeline): void {
  session.setState(({ live }) =>
    live.status === 'ready' ? { live: ready({ ...live.value, timeline }) } : {},
  );
}
