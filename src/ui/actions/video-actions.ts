import type { Readings } from '../../live/recognize';
import { AppError } from '../../shared/errors';
import { saveFile } from '../save-file';
import { failureOf, session } from '../session';
import { EMPTY, failed, working } from '../stage';
import { openVideo, type OpenVideo } from '../video-file';
import {
  begin,
  type Draw,
  loadModels,
  newReader,
  type Reader,
  readFrame,
  restAfter,
  type Run,
  STATUS_EVERY_MS,
  tell,
  TIMELINE_EVERY_MS,
} from './live-run';

/**
 * Reads every frame of a video file, as fast as the machine allows. What was read before a stop is kept, and the video
 * can then be played with its boxes.
 *
 * @param show draws a frame on the page before it is handed to the worker, which closes it
 */
export async function readVideo(file: File, show: (picture: ImageBitmap) => void, draw: Draw): Promise<void> {
  const run = begin();
  session.setState({ live: working('model') });
  let video: OpenVideo | undefined;
  try {
    video = await openVideo(file);
    const cards = await loadModels();
    if (run.isStopped) return;
    const reader = newReader(run, cards, draw, { startMs: 0 });
    const frames = await readFrames(reader, video, show);
    if (frames.length === 0 && !run.isStopped) throw new AppError('live/bad-video', { name: file.name });
    if (isLatest(run))
      session.setState({ watched: { file, frames, cards: run.cards, isExact: video.isExact } });
  } catch (error) {
    if (!run.isStopped) session.setState({ live: failed(failureOf(error)) });
  } finally {
    run.isStopped = true;
    video?.close();
  }
}

/** Whether no other session has begun since. */
function isLatest(run: Run): boolean {
  const { live } = session.getState();
  return !run.isReplaced && live.status === 'ready' && live.value.source === 'video';
}

async function readFrames(
  reader: Reader,
  video: OpenVideo,
  show: (picture: ImageBitmap) => void,
): Promise<readonly Readings[]> {
  const { run, recorder } = reader;
  const { durationMs } = video;
  const startMs = performance.now();
  const due = { status: -Infinity, timeline: -Infinity };
  const all: Readings[] = [];
  let timeline = recorder.timeline();
  let last: Parameters<typeof tell>[1] | undefined;
  for await (const { timeMs, picture } of video.frames()) {
    const takenAtMs = performance.now();
    if (!run.isStopped) show(picture);
    const read = await readFrame(reader, picture, { timeMs, takenAtMs });
    if (!read?.readings) break;
    all.push(withoutPictures(read.readings));
    await restAfter(reader, read.frameMs);
    const nowMs = performance.now();
    if (nowMs >= due.timeline) {
      due.timeline = nowMs + TIMELINE_EVERY_MS;
      timeline = recorder.timeline();
    }
    const framesPerSecond = (1000 * all.length) / (nowMs - startMs);
    const share = durationMs > 0 ? Math.min(1, timeMs / durationMs) : undefined;
    last = {
      ...read,
      source: 'video',
      isRunning: true,
      framesPerSecond,
      share,
      trouble: undefined,
      timeline,
    };
    if (nowMs < due.status) continue;
    due.status = nowMs + STATUS_EVERY_MS;
    tell(reader, last);
  }
  // Stopped by hand, the session has told its end itself.
  if (last && !run.isStopped)
    tell(reader, { ...last, isRunning: false, share: 1, timeline: recorder.timeline() });
  return all;
}

/** For drawing alone: what the model saw is in the timeline. */
function withoutPictures(readings: Readings): Readings {
  return { ...readings, faces: readings.faces.map((face) => ({ ...face, seen: new Uint8Array() })) };
}

/** The readings that belong to a moment: of the last frame that began by then. */
export function readingsAt(frames: readonly Readings[], timeMs: number): Readings | undefined {
  let [low, high] = [0, frames.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((frames[middle]?.timeMs ?? 0) <= timeMs + ROUNDING_MS) low = middle + 1;
    else high = middle;
  }
  return frames[low - 1];
}

const ROUNDING_MS = 1; // players and files round times differently

let saving: AbortController | undefined;

/** Writes the video anew, with its boxes. @param draw over one frame that lies on the canvas */
export async function saveAnnotated(
  draw: (context: CanvasRenderingContext2D, readings: Readings) => void,
): Promise<void> {
  const { watched } = session.getState();
  if (!watched || session.getState().annotating.status === 'working') return;
  const controller = new AbortController();
  saving = controller;
  const onProgress = (share: number) => session.setState({ annotating: working(share) });
  onProgress(0);
  try {
    const { annotatedVideo } = await import('../video-out');
    const made = await annotatedVideo(watched.file, {
      draw: (context, timeMs) => {
        const readings = readingsAt(watched.frames, timeMs);
        if (readings) draw(context, readings);
      },
      signal: controller.signal,
      onProgress,
    });
    if (made) saveFile({ name: `mien.${made.extension}`, blob: made.blob });
    session.setState({ annotating: EMPTY });
  } catch (error) {
    session.setState({ annotating: failed(failureOf(error)) });
  }
}

export function stopSaving(): void {
  saving?.abort();
}
