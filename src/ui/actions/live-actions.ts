import type { Readings } from '../../live/recognize';
import { AppError } from '../../shared/errors';
import type { ModelCard } from '../../shared/model-card';
import { closeCamera, openCamera } from '../camera';
import { LiveTally } from '../live-status';
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
  return recognizer().call('load', { modelId: model.id, weights, backend: askedBackend() });
}

export async function startCamera(video: HTMLVideoElement, draw: Draw): Promise<void> {
  const run = begin();
  try {
    session.setState({ live: working('camera') });
    const stream = await openCamera();
    run.stream = stream;
    // The user may have left while the browser asked for permission.
    if (run.isStopped) return closeCamera(stream);
    video.srcObject = stream;
    await video.play();
    session.setState({ live: working('model') });
    const card = await loadModel();
    if (run.isStopped) return;
    session.setState({ live: working('first-frame') });
    watchForEnd(run, stream);
    await readFrames(run, video, card, draw);
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

/** One frame in flight at a time: the next is taken when the last one's boxes are drawn. */
async function readFrames(run: Run, video: HTMLVideoElement, card: ModelCard, draw: Draw): Promise<void> {
  const tally = new LiveTally(card.labels.length);
  let toldAtMs = -Infinity;
  let framesSinceTold = 0;
  while (!run.isStopped) {
    await nextFrame(video);
    const takenAtMs = performance.now();
    const frame = await createImageBitmap(video);
    const readings = await recognizer().call(
      'recognize',
      { frame, timeMs: takenAtMs },
      { transfer: [frame] },
    );
    if (run.isStopped) return;
    draw(readings, card);
    const nowMs = performance.now();
    const frameMs = nowMs - takenAtMs;
    tally.add(readings, frameMs);
    framesSinceTold += 1;
    if (nowMs - toldAtMs < STATUS_EVERY_MS) continue;
    const framesPerSecond = Number.isFinite(toldAtMs) ? (framesSinceTold * 1000) / (nowMs - toldAtMs) : 0;
    session.setState({
      live: ready({
        source: 'camera',
        isRunning: true,
        card,
        readings,
        frameMs,
        framesPerSecond,
        soFar: tally.figures(),
      }),
    });
    toldAtMs = nowMs;
    framesSinceTold = 0;
  }
}

function nextFrame(video: HTMLVideoElement): Promise<unknown> {
  return new Promise((resolve) => void video.requestVideoFrameCallback(resolve));
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
    show(frame);
    const card = await loadModel();
    const takenAtMs = performance.now();
    const readings = await recognizer().call(
      'recognize',
      { frame, timeMs: takenAtMs },
      { transfer: [frame] },
    );
    if (run.isStopped) return;
    draw(readings, card);
    const frameMs = performance.now() - takenAtMs;
    const tally = new LiveTally(card.labels.length);
    tally.add(readings, frameMs);
    session.setState({
      live: ready({
        source: 'picture',
        isRunning: false,
        card,
        readings,
        frameMs,
        framesPerSecond: 0,
        soFar: tally.figures(),
      }),
    });
  } catch (error) {
    if (!run.isStopped) session.setState({ live: failed(failureOf(error)) });
  }
}
