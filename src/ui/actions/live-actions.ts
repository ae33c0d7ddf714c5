import type { Readings } from '../../live/recognize';
import { AppError } from '../../shared/errors';
import type { ModelCard } from '../../shared/model-card';
import { closeCamera, openCamera } from '../camera';
import { type LiveStatus, LiveTally } from '../live-status';
import { askedBackend, failureOf, modelInUse, recognizer, session } from '../session';
import { EMPTY, failed, ready, working } from '../stage';

/** The page hears of the session this often; the boxes themselves are drawn with every frame. */
const STATUS_EVERY_MS = 125;

/** Draws one frame's readings; the page gives it, because it owns the canvas. */
export type Draw = (readings: Readings, card: ModelCard) => void;

/** A running camera session. Leaving the page or pressing Stop ends it; so does the next start. */
interface Run {
  stream?: MediaStream;
  isStopped: boolean;
}
let current: Run | undefined;

/** Ends the session and keeps its figures. A failure is forgotten: it was about a session that is over. */
export function stopLive(): void {
  if (current) end(current);
  session.setState(({ live }) => {
    if (live.status === 'ready') return { live: ready({ ...live.value, isRunning: false }) };
    return { live: EMPTY };
  });
}

function end(run: Run): void {
  run.isStopped = true;
  if (run.stream) closeCamera(run.stream);
}

function begin(): Run {
  if (current) end(current);
  const run: Run = { isStopped: false };
  current = run;
  return run;
}

async function loadModel(): Promise<ModelCard> {
  const { weights } = session.getState();
  const model = modelInUse(session.getState());
  if (!model) throw new AppError('storage/missing', { what: 'model' });
  const [card] = await recognizer().call('load', {
    models: [{ modelId: model.id, weights }],
    usesLivePrior: false,
    backend: askedBackend(),
  });
  if (!card) throw new AppError('storage/missing', { what: 'model' });
  return card;
}

export async function startCamera(video: HTMLVideoElement, draw: Draw): Promise<void> {
  const run = begin();
  try {
    session.setState({ live: working('camera') });
    const stream = await openCamera();
    run.stream = stream;
    // The user may have left while the browser asked for permission.
    if (run.isStopped) return closeCamera(stream);
    watchForEnd(run, stream);
    video.srcObject = stream;
    await video.play();
    if (run.isStopped) return;
    session.setState({ live: working('model') });
    const card = await loadModel();
    if (run.isStopped) return;
    session.setState({ live: working('first-frame') });
    await readFrames({ run, card, draw, tally: new LiveTally(card.labels.length), isStill: false }, video);
  } catch (error) {
    if (!run.isStopped) session.setState({ live: failed(failureOf(error)) });
    end(run);
  }
}

/** An unplugged camera, or a permission taken back, ends the track without an exception. */
function watchForEnd(run: Run, stream: MediaStream): void {
  stream.getVideoTracks()[0]?.addEventListener('ended', () => {
    if (run.isStopped) return;
    end(run);
    session.setState({ live: failed({ code: 'live/camera-ended', details: {} }) });
  });
}

/** What every frame of a session needs. */
interface Reader {
  readonly run: Run;
  readonly card: ModelCard;
  readonly draw: Draw;
  readonly tally: LiveTally;
  /** A single picture, not a row of frames. */
  readonly isStill: boolean;
}

/** One frame in flight at a time: the next is taken when the last one's boxes are drawn. */
async function readFrames(reader: Reader, video: HTMLVideoElement): Promise<void> {
  let toldAtMs = -Infinity;
  let framesSinceTold = 0;
  while (!reader.run.isStopped) {
    await nextFrame(video);
    if (reader.run.isStopped) return;
    const takenAtMs = performance.now();
    const read = await readFrame(reader, await createImageBitmap(video), takenAtMs);
    if (!read) return;
    const nowMs = performance.now();
    framesSinceTold += 1;
    if (nowMs - toldAtMs < STATUS_EVERY_MS) continue;
    const framesPerSecond = Number.isFinite(toldAtMs) ? (framesSinceTold * 1000) / (nowMs - toldAtMs) : 0;
    tell(reader, { ...read, source: 'camera', isRunning: true, framesPerSecond });
    toldAtMs = nowMs;
    framesSinceTold = 0;
  }
}

function nextFrame(video: HTMLVideoElement): Promise<unknown> {
  return new Promise((resolve) => void video.requestVideoFrameCallback(resolve));
}

/** Reads one frame, closes it, and draws what it says. Undefined when the session was stopped meanwhile. */
async function readFrame(
  { run, card, draw, tally, isStill }: Reader,
  frame: ImageBitmap,
  takenAtMs: number,
): Promise<Pick<LiveStatus, 'readings' | 'frameMs'> | undefined> {
  try {
    if (run.isStopped) return undefined;
    const readings = await recognizer().call(
      'recognize',
      { frame, timeMs: takenAtMs, isStill, isRaw: false, isNeutral: false },
      { transfer: [frame] },
    );
    if (run.isStopped) return undefined;
    draw(readings, card);
    const frameMs = performance.now() - takenAtMs;
    tally.add(readings, frameMs);
    return { readings, frameMs };
  } finally {
    // Does nothing where the frame went to the worker, which closed it.
    frame.close();
  }
}

function tell({ card, tally }: Reader, status: Omit<LiveStatus, 'card' | 'soFar'>): void {
  session.setState({ live: ready({ ...status, card, soFar: tally.figures() }) });
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
    const card = await loadModel();
    const reader = { run, card, draw, tally: new LiveTally(card.labels.length), isStill: true };
    const read = await readFrame(reader, frame, performance.now());
    if (read) tell(reader, { ...read, source: 'picture', isRunning: false, framesPerSecond: 0 });
  } finally {
    frame.close();
  }
}
