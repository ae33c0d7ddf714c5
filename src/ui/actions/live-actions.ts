import type { Reading, Readings } from '../../live/recognize';
import { AppError } from '../../shared/errors';
import type { ModelCard } from '../../shared/model-card';
import { closeCamera, listCameras, openCamera } from '../camera';
import { isSameCamera, type LiveOptions, needsReload } from '../live-options';
import { type Layers, type Recording, startRecording } from '../live-recording';
import { type LiveStatus, LiveTally } from '../live-status';
import { glanceAt, lastingTrouble, type NoPicture, type Watched, watched } from '../picture-watch';
import { saveFile } from '../save-file';
import { askedBackend, failureOf, modelInUse, recognizer, session } from '../session';
import { EMPTY, failed, ready, working } from '../stage';
import { type Timeline, TimelineRecorder } from '../timeline';

/** The page hears of the session this often; the boxes themselves are drawn with every frame. */
const STATUS_EVERY_MS = 125;
/** The timeline is long, so the page gets it less often. */
const TIMELINE_EVERY_MS = 1000;
const GLANCE_EVERY_MS = 500;
/** A browser's question for permission that nobody sees stays open for ever. */
const STILL_WAITING_MS = 20_000;
const CALIBRATION_MS = 2000;

/** Draws one frame's readings; the page gives it, because it owns the canvas. */
export type Draw = (readings: Readings, cards: readonly ModelCard[]) => void;

/** A running camera session. Leaving the page or pressing Stop ends it; so does the next start. */
interface Run {
  stream?: MediaStream;
  isStopped: boolean;
  isPaused: boolean;
  recorder?: TimelineRecorder;
  film?: Recording | undefined;
  /** Until when frames show a neutral face, on the clock of performance.now(). */
  neutralUntilMs: number;
}
let current: Run | undefined;

/** Ends the session and keeps its figures. A failure is forgotten: it was about a session that is over. */
export function stopLive(): void {
  if (current) end(current);
  session.setState(({ live }) => {
    if (live.status !== 'ready') return { live: EMPTY };
    const timeline = current?.recorder?.timeline() ?? live.value.timeline;
    return { live: ready({ ...live.value, isRunning: false, isPaused: false, timeline }) };
  });
}

/** Holds the picture as it is; the camera stays on. */
export function pauseLive(video: HTMLVideoElement): void {
  if (!current || current.isStopped) return;
  current.isPaused = true;
  video.pause();
  tellPaused(true);
}

export async function resumeLive(video: HTMLVideoElement): Promise<void> {
  if (!current || current.isStopped) return;
  current.isPaused = false;
  await video.play();
  tellPaused(false);
}

function tellPaused(isPaused: boolean): void {
  session.setState(({ live }) =>
    live.status === 'ready' ? { live: ready({ ...live.value, isPaused }) } : {},
  );
}

function end(run: Run): void {
  run.isStopped = true;
  // A camera that stops ends the film, and it is saved: nobody wants to lose it.
  void finishFilm(run);
  if (run.stream) closeCamera(run.stream);
}

function begin(): Run {
  if (current) end(current);
  const run: Run = { isStopped: false, isPaused: false, neutralUntilMs: 0 };
  current = run;
  session.setState({ calibration: { status: 'none' } });
  return run;
}

/** Films what the viewer shows until stopFilm, or until the camera stops. */
export function startFilm(layers: () => Layers): void {
  if (!current || current.isStopped) return;
  current.film = startRecording(layers);
  session.setState({ isFilming: true });
}

export function stopFilm(): void {
  if (current) void finishFilm(current);
}

async function finishFilm(run: Run): Promise<void> {
  const { film } = run;
  if (!film) return;
  run.film = undefined;
  session.setState({ isFilming: false });
  saveFile({ name: 'mien.webm', blob: await film.stop() });
}

async function loadModels(): Promise<readonly ModelCard[]> {
  const { weights, liveOptions, models } = session.getState();
  const model = modelInUse(session.getState());
  if (!model) throw new AppError('storage/missing', { what: 'model' });
  const second = models.find(({ id }) => id === liveOptions.secondModelId);
  return await recognizer().call('load', {
    models: [
      { modelId: model.id, weights },
      ...(second ? [{ modelId: second.id, weights: second.cards.best ? weights : ('last' as const) }] : []),
    ],
    usesLivePrior: liveOptions.usesLivePrior,
    backend: askedBackend(),
  });
}

/** Changes how the camera is looked at, also while it runs. Another camera is opened by the caller. */
export async function setLiveOptions(changed: Partial<LiveOptions>): Promise<void> {
  const { liveOptions: before } = session.getState();
  const liveOptions = { ...before, ...changed };
  session.setState({ liveOptions });
  if (!current || current.isStopped || !needsReload(before, liveOptions)) return;
  const run = current;
  try {
    const cards = await loadModels();
    if (run !== current || run.isStopped) return;
    session.setState(({ live }) => ({
      calibration: { status: 'none' },
      ...(live.status === 'ready' && { live: ready({ ...live.value, secondCard: cards[1] }) }),
    }));
  } catch (error) {
    fail(run, error);
  }
}

function fail(run: Run, error: unknown): void {
  if (!run.isStopped) session.setState({ live: failed(failureOf(error)) });
  end(run);
}

/** Asks the browser which cameras there are, and again whenever one comes or goes. @returns ends the watch */
export function watchCameras(): () => void {
  const list = async () => {
    const cameras = await listCameras();
    session.setState({ cameras });
  };
  void list();
  if (!('mediaDevices' in navigator)) return () => undefined;
  const onChange = () => void list();
  navigator.mediaDevices.addEventListener('devicechange', onChange);
  return () => navigator.mediaDevices.removeEventListener('devicechange', onChange);
}

export async function startCamera(video: HTMLVideoElement, draw: Draw): Promise<void> {
  const run = begin();
  try {
    const stream = await openedCamera(run);
    // The user may have left while the browser asked for permission.
    if (run.isStopped) return closeCamera(stream);
    run.stream = stream;
    watchForEnd(run, stream);
    video.srcObject = stream;
    await video.play();
    // Names of cameras are told only after a permission.
    void listCameras().then((cameras) => session.setState({ cameras }));
    if (run.isStopped) return;
    session.setState({ live: working('model') });
    const cards = await loadModels();
    if (run.isStopped) return;
    session.setState({ live: working('first-frame') });
    const reader = newReader(run, cards, draw, { isStill: false });
    run.recorder = reader.recorder;
    await readFrames(reader, video, stream);
  } catch (error) {
    fail(run, error);
  }
}

async function openedCamera(run: Run): Promise<MediaStream> {
  session.setState({ live: working('camera') });
  const patience = setTimeout(() => {
    if (!run.isStopped) session.setState({ live: working('camera-waits') });
  }, STILL_WAITING_MS);
  try {
    return await openCamera(session.getState().liveOptions.camera);
  } finally {
    clearTimeout(patience);
  }
}

/** Another camera, now where one runs, else with the next start. */
export function chooseCamera(camera: LiveOptions['camera'], restart: () => void): void {
  const { liveOptions } = session.getState();
  if (isSameCamera(camera, liveOptions.camera)) return;
  session.setState({ liveOptions: { ...liveOptions, camera, isMirrored: camera.kind !== 'rear' } });
  if (current && !current.isStopped && current.stream) restart();
}

/** An unplugged camera, or a permission taken back, ends the track without an exception. */
function watchForEnd(run: Run, stream: MediaStream): void {
  stream.getVideoTracks()[0]?.addEventListener('ended', () => {
    if (run.isStopped) return;
    end(run);
    session.setState({ live: failed({ code: 'live/camera-ended', details: {} }) });
  });
}

/** The person shows a neutral face for two seconds; what the network says of it corrects the rest of the session. */
export function calibrateNeutral(): void {
  if (!current || current.isStopped || current.isPaused) return;
  current.neutralUntilMs = performance.now() + CALIBRATION_MS;
  session.setState({ calibration: { status: 'running', share: 0 } });
}

export async function forgetCalibration(): Promise<void> {
  if (current) current.neutralUntilMs = 0;
  session.setState({ calibration: { status: 'none' } });
  await recognizer().call('calibrate', 'forget');
}

/** Sees to a calibration that is under way. */
async function attendCalibration(run: Run, nowMs: number): Promise<void> {
  if (run.neutralUntilMs === 0) return;
  const leftMs = run.neutralUntilMs - nowMs;
  if (leftMs > 0) {
    session.setState({ calibration: { status: 'running', share: 1 - leftMs / CALIBRATION_MS } });
    return;
  }
  run.neutralUntilMs = 0;
  try {
    const { frames } = await recognizer().call('calibrate', 'apply');
    if (!run.isStopped) session.setState({ calibration: { status: 'applied', frames } });
  } catch (error) {
    if (!run.isStopped) session.setState({ calibration: { status: 'failed', failure: failureOf(error) } });
  }
}

/** What every frame of a session needs. */
interface Reader {
  readonly run: Run;
  readonly cards: readonly ModelCard[];
  readonly card: ModelCard;
  readonly draw: Draw;
  readonly tally: LiveTally;
  readonly recorder: TimelineRecorder;
  /** A single picture, not a row of frames. */
  readonly isStill: boolean;
}

function newReader(
  run: Run,
  cards: readonly ModelCard[],
  draw: Draw,
  { isStill }: { readonly isStill: boolean },
): Reader {
  const [card] = cards;
  if (!card) throw new AppError('storage/missing', { what: 'model' });
  const tally = new LiveTally(card.labels.length);
  return { run, cards, card, draw, tally, recorder: new TimelineRecorder(card.labels), isStill };
}

/** One frame in flight at a time: the next is taken when the last one's boxes are drawn. */
async function readFrames(reader: Reader, video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  const { run } = reader;
  const due = { status: -Infinity, timeline: -Infinity, glance: -Infinity };
  let timeline = reader.recorder.timeline();
  let framesSinceTold = 0;
  let watch: Watched | undefined;
  let trouble: NoPicture | undefined;
  while (!run.isStopped) {
    await nextFrame(video);
    if (run.isStopped) return;
    const takenAtMs = performance.now();
    if (takenAtMs >= due.glance) {
      due.glance = takenAtMs + GLANCE_EVERY_MS;
      watch = watched(watch, glanceAt(video, stream, takenAtMs));
      trouble = lastingTrouble(watch, takenAtMs);
    }
    const read = await readFrame(reader, await createImageBitmap(video), takenAtMs);
    if (!read) return;
    const nowMs = performance.now();
    await attendCalibration(run, nowMs);
    framesSinceTold += 1;
    if (nowMs < due.status) continue;
    if (nowMs >= due.timeline) {
      due.timeline = nowMs + TIMELINE_EVERY_MS;
      timeline = reader.recorder.timeline();
    }
    const elapsedMs = nowMs - (due.status - STATUS_EVERY_MS);
    const framesPerSecond = Number.isFinite(elapsedMs) ? (framesSinceTold * 1000) / elapsedMs : 0;
    if (run.isStopped) return;
    tell(reader, { ...read, source: 'camera', isRunning: true, framesPerSecond, trouble, timeline });
    due.status = nowMs + STATUS_EVERY_MS;
    framesSinceTold = 0;
  }
}

function nextFrame(video: HTMLVideoElement): Promise<unknown> {
  return new Promise((resolve) => void video.requestVideoFrameCallback(resolve));
}

/** Reads one frame, closes it, and draws what it says. Undefined when the session was stopped meanwhile. */
async function readFrame(
  reader: Reader,
  frame: ImageBitmap,
  takenAtMs: number,
): Promise<Pick<LiveStatus, 'readings' | 'frameMs'> | undefined> {
  const { run, cards, draw, tally, recorder } = reader;
  try {
    if (run.isStopped) return undefined;
    const readings = await recognizer().call(
      'recognize',
      { frame, ...readingOf(reader, takenAtMs) },
      { transfer: [frame] },
    );
    if (run.isStopped) return undefined;
    draw(readings, cards);
    const frameMs = performance.now() - takenAtMs;
    tally.add(readings, frameMs);
    recorder.add(readings);
    return { readings, frameMs };
  } finally {
    // Does nothing where the frame went to the worker, which closed it.
    frame.close();
  }
}

function readingOf({ run, isStill }: Reader, timeMs: number): Reading {
  const { isRaw } = session.getState().liveOptions;
  return { timeMs, isStill, isRaw, isNeutral: timeMs < run.neutralUntilMs };
}

type Told = Omit<LiveStatus, 'card' | 'secondCard' | 'soFar' | 'isPaused'>;

function tell({ run, card, cards, tally }: Reader, status: Told): void {
  const secondCard = cards[1];
  session.setState({
    live: ready({ ...status, card, secondCard, isPaused: run.isPaused, soFar: tally.figures() }),
  });
}

/** Writes a mark at this moment of the session. */
export function markMoment(text: string): void {
  const recorder = current?.recorder;
  if (!recorder) return;
  recorder.mark(text);
  showTimeline(recorder.timeline());
}

function showTimeline(timeline: Timeline): void {
  session.setState(({ live }) =>
    live.status === 'ready' ? { live: ready({ ...live.value, timeline }) } : {},
  );
}

/**
 * Reads the faces of one picture.
 *
 * @param show draws the picture on the page before it is handed to the worker, which closes it
 */
export async function readPicture(
  file: Blob,
  name: string,
  show: (picture: ImageBitmap) => void,
  draw: Draw,
): Promise<void> {
  const run = begin();
  session.setState({ live: working('model') });
  try {
    const frame = await createImageBitmap(file).catch((cause: unknown) => {
      throw new AppError('live/bad-picture', { name }, { cause });
    });
    await readShown(run, frame, show, draw);
  } catch (error) {
    if (!run.isStopped) session.setState({ live: failed(failureOf(error)) });
  }
}

async function readShown(
  run: Run,
  frame: ImageBitmap,
  show: (picture: ImageBitmap) => void,
  draw: Draw,
): Promise<void> {
  try {
    if (run.isStopped) return;
    show(frame);
    const reader = newReader(run, await loadModels(), draw, { isStill: true });
    const read = await readFrame(reader, frame, performance.now());
    if (!read) return;
    const timeline = reader.recorder.timeline();
    const rest = { isRunning: false, framesPerSecond: 0, trouble: undefined, timeline };
    tell(reader, { ...read, source: 'picture', ...rest });
  } finally {
    frame.close();
  }
}
