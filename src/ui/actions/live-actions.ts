import type { Readings } from '../../live/recognize';
import { isOver, shareDone } from '../calibrating';
import { closeCamera, listCameras, openCamera } from '../camera';
import { decodePicture } from '../decode-picture';
import { isSameCamera, type LiveOptions, needsReload } from '../live-options';
import { glanceAt, lastingTrouble, type NoPicture, type Watched, watched } from '../picture-watch';
import { failureOf, session } from '../session';
import { recognizer } from '../threads';
import { failed, ready, working } from '../stage';
import type { Timeline } from '../timeline';
import {
  begin,
  type Draw,
  end,
  fail,
  leaveLive,
  loadModels,
  newReader,
  type Reader,
  readFrame,
  restAfter,
  type Run,
  running,
  stopLive,
  STATUS_EVERY_MS,
  tell,
  TIMELINE_EVERY_MS,
} from './live-run';
import { chooseModel } from './model-actions';

const GLANCE_EVERY_MS = 500;
const FRAME_PATIENCE_MS = 1000;
/** A browser's question for permission that nobody sees stays open for ever. */
const STILL_WAITING_MS = 20_000;

/** Changes how the camera is looked at, also while it runs. Another camera is opened by the caller. */
export async function setLiveOptions(changed: Partial<LiveOptions>): Promise<void> {
  const { liveOptions: before } = session.getState();
  const liveOptions = { ...before, ...changed };
  session.setState({ liveOptions });
  const run = running();
  if (run?.readAgain) return run.readAgain();
  if (!run || !needsReload(before, liveOptions)) return;
  try {
    const cards = await loadModels('running');
    // Of two changes at once the later one tells.
    if (run.isStopped || needsReload(liveOptions, session.getState().liveOptions)) return;
    run.cards = cards;
    run.calibrating = undefined;
    session.setState(({ live }) => ({
      calibration: { status: 'none' },
      ...(live.status === 'ready' && { live: ready({ ...live.value, secondCard: cards[1] }) }),
    }));
  } catch (error) {
    fail(run, error);
  }
}

/** Asks the browser which cameras there are, and again whenever one comes or goes. @returns ends the watch */
export function watchCameras(): () => void {
  const list = async () => {
    try {
      session.setState({ cameras: await listCameras() });
    } catch {
      // A browser that does not say keeps the list as it was: the sides of a phone can be chosen all the same.
    }
  };
  void list();
  if (!('mediaDevices' in navigator)) return () => undefined;
  const onChange = () => void list();
  navigator.mediaDevices.addEventListener('devicechange', onChange);
  return () => navigator.mediaDevices.removeEventListener('devicechange', onChange);
}

/** @param keepPicture called before the camera is closed */
export async function startCamera(
  video: HTMLVideoElement,
  draw: Draw,
  keepPicture: () => void = () => undefined,
): Promise<void> {
  const run = begin();
  try {
    const stream = await openedCamera(run);
    // The user may have left while the browser asked for permission.
    if (run.isStopped) return closeCamera(stream);
    run.stream = stream;
    run.keepPicture = keepPicture;
    watchForEnd(run, stream);
    video.srcObject = stream;
    await video.play();
    // Names of cameras are told only after a permission.
    void listCameras().then(
      (cameras) => session.setState({ cameras }),
      () => undefined,
    );
    if (run.isStopped) return;
    session.setState({ live: working('model') });
    const cards = await loadModels();
    if (run.isStopped) return;
    session.setState({ live: working('first-frame') });
    const reader = newReader(run, cards, draw, {});
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
  if (running()?.stream) restart();
}

/**
 * Another model, now where a camera runs or a picture lies. A video that is being read ends; what is over, and its
 * timeline, stays as the earlier model said it until the next start.
 */
export function chooseLiveModel(id: string, restart: () => void): void {
  const { liveOptions } = session.getState();
  if (liveOptions.secondModelId === id)
    session.setState({ liveOptions: { ...liveOptions, secondModelId: undefined } });
  const run = running();
  const { live } = session.getState();
  chooseModel(id);
  if (run?.readAgain) return run.readAgain();
  if (run?.stream) return restart();
  // The model is loaded when the camera has opened, and must not be asked for twice.
  if (live.status === 'working' && live.progress.startsWith('camera')) return;
  const isPast =
    live.status === 'ready' || (live.status === 'failed' && live.failure.code === 'live/camera-ended');
  if (run) stopLive();
  else if (!isPast) leaveLive();
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
  const run = running();
  if (!run?.stream || run.isPaused) return;
  run.calibrating = { startMs: performance.now(), goodFrames: 0 };
  session.setState({ calibration: { status: 'running', share: 0 } });
  // What one that was given up had collected must not be mixed in.
  void recognizer()
    .call('calibrate', 'begin')
    .catch((error: unknown) => fail(run, error));
}

export async function forgetCalibration(): Promise<void> {
  const run = running();
  if (run) run.calibrating = undefined;
  session.setState({ calibration: { status: 'none' } });
  await recognizer().call('calibrate', 'forget');
}

interface ReadAt {
  readonly readings: Readings | undefined;
  readonly takenAtMs: number;
}

/** Sees to a calibration that is under way. @param frame the latest one that was read */
async function attendCalibration(run: Run, frame: ReadAt, nowMs: number): Promise<void> {
  if (!run.calibrating) return;
  const { startMs, goodFrames } = run.calibrating;
  const [largest] = frame.readings?.faces ?? [];
  const isGood = frame.takenAtMs >= startMs && largest?.doubts.length === 0;
  const calibrating = { startMs, goodFrames: goodFrames + Number(isGood) };
  run.calibrating = calibrating;
  if (!isOver(calibrating, nowMs)) {
    session.setState({ calibration: { status: 'running', share: shareDone(calibrating, nowMs) } });
    return;
  }
  run.calibrating = undefined;
  try {
    const { frames } = await recognizer().call('calibrate', 'apply');
    if (!run.isStopped) session.setState({ calibration: { status: 'applied', frames } });
  } catch (error) {
    if (!run.isStopped) session.setState({ calibration: { status: 'failed', failure: failureOf(error) } });
  }
}

/** One frame in flight at a time: the next is taken when the last one's boxes are drawn. */
async function readFrames(reader: Reader, video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  const { run } = reader;
  const due = { status: -Infinity, timeline: -Infinity, glance: -Infinity };
  let timeline = reader.recorder.timeline();
  let last = beforeFirstFrame(timeline);
  let framesSinceTold = 0;
  let watch: Watched | undefined;
  let trouble: NoPicture | undefined;
  while (!run.isStopped) {
    const hasCome = await nextFrame(video);
    if (run.isStopped) return;
    const takenAtMs = performance.now();
    // A hidden tab may be given no new pictures, which says nothing about the camera.
    if (run.isPaused || isHidden()) [watch, trouble] = [undefined, undefined];
    else if (takenAtMs >= due.glance) {
      due.glance = takenAtMs + GLANCE_EVERY_MS;
      watch = watched(watch, glanceAt(video, stream, takenAtMs));
      trouble = lastingTrouble(watch, takenAtMs);
    }
    if (!hasCome) {
      // A camera that is muted sends nothing at all.
      if (trouble) tell(reader, { ...last, framesPerSecond: 0, trouble });
      continue;
    }
    const at = { timeMs: takenAtMs, takenAtMs };
    const read = await readFrame(reader, await createImageBitmap(video), at);
    if (!read) return;
    const nowMs = performance.now();
    await attendCalibration(run, { ...read, takenAtMs }, nowMs);
    await restAfter(reader, read.frameMs);
    framesSinceTold += 1;
    if (nowMs < due.status) continue;
    if (nowMs >= due.timeline) {
      due.timeline = nowMs + TIMELINE_EVERY_MS;
      timeline = reader.recorder.timeline();
    }
    const elapsedMs = nowMs - (due.status - STATUS_EVERY_MS);
    const framesPerSecond = Number.isFinite(elapsedMs) ? (framesSinceTold * 1000) / elapsedMs : 0;
    if (run.isStopped) return;
    last = { ...beforeFirstFrame(timeline), ...read, framesPerSecond, trouble };
    tell(reader, last);
    due.status = nowMs + STATUS_EVERY_MS;
    framesSinceTold = 0;
  }
}

const isHidden = (): boolean => typeof document !== 'undefined' && document.hidden;

function beforeFirstFrame(timeline: Timeline): Parameters<typeof tell>[1] {
  return {
    source: 'camera',
    isRunning: true,
    readings: undefined,
    frameMs: 0,
    framesPerSecond: 0,
    trouble: undefined,
    timeline,
    share: undefined,
  };
}

/** @returns false where none has come for a while */
function nextFrame(video: HTMLVideoElement): Promise<boolean> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => {
      video.cancelVideoFrameCallback(waiting);
      resolve(false);
    }, FRAME_PATIENCE_MS);
    const waiting = video.requestVideoFrameCallback(() => {
      clearTimeout(patience);
      resolve(true);
    });
  });
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
  run.readAgain = () => void readPicture(file, name, show, draw);
  session.setState({ live: working('model') });
  try {
    const frame = await decodePicture(file, name);
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
    const read = await readFrame(reader, frame, { timeMs: 0, takenAtMs: performance.now() });
    if (!read) return;
    const timeline = reader.recorder.timeline();
    const rest = { isRunning: false, framesPerSecond: 0, trouble: undefined, timeline, share: undefined };
    tell(reader, { ...read, source: 'picture', ...rest });
  } finally {
    frame.close();
  }
}
