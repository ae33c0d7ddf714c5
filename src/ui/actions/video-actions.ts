import type { Readings } from '../../live/recognize';
import type { Failure } from '../../shared/errors';
import { saveFile } from '../save-file';
import { failureOf, type Session, session } from '../session';
import { EMPTY, failed, working } from '../stage';
import { openVideo, type OpenVideo } from '../video-file';
import { readingsAt, readUntilMs, type WatchedFrame } from '../watched-video';
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
 * Reads every frame of a video file, as fast as the machine allows. What was read before a stop, or before the file
 * turned out to be damaged, is kept, and the video can then be played with its boxes.
 *
 * @param show draws a frame on the page before it is handed to the worker, which closes it
 */
export async function readVideo(file: File, show: (picture: ImageBitmap) => void, draw: Draw): Promise<void> {
  const run = begin();
  session.setState({ live: working('model') });
  let video: OpenVideo | undefined;
  const frames: WatchedFrame[] = [];
  const keep = ({ isExact, durationMs }: OpenVideo, failure?: Failure) => {
    if (isLatest(run))
      session.setState({ watched: { file, frames, cards: run.cards, isExact, durationMs, failure } });
  };
  try {
    video = await openVideo(file);
    if (run.isStopped) return;
    const cards = await loadModels();
    if (run.isStopped) return;
    const reader = newReader(run, cards, draw, { startMs: 0, keeps: 'all' });
    await readFrames(reader, video, { frames, show });
    keep(video);
  } catch (error) {
    const failure = failureOf(error);
    if (video && frames.length > 0) keep(video, failure);
    else if (!run.isStopped) session.setState({ live: failed(failure) });
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

interface Reading {
  /** Where what was read is put, frame after frame. */
  readonly frames: WatchedFrame[];
  readonly show: (picture: ImageBitmap) => void;
}

async function readFrames(reader: Reader, video: OpenVideo, { frames, show }: Reading): Promise<void> {
  const { run, recorder } = reader;
  const { durationMs } = video;
  const startMs = performance.now();
  const due = { status: -Infinity, timeline: -Infinity };
  let timeline = recorder.timeline();
  let last: Parameters<typeof tell>[1] | undefined;
  try {
    for await (const { timeMs, durationMs: frameLasts, picture } of video.frames()) {
      const takenAtMs = performance.now();
      if (!run.isStopped) show(picture);
      const read = await readFrame(reader, picture, { timeMs, takenAtMs });
      if (!read?.readings) break;
      frames.push({ ...withoutPictures(read.readings), durationMs: frameLasts });
      await restAfter(reader, read.frameMs);
      const nowMs = performance.now();
      if (nowMs >= due.timeline) {
        due.timeline = nowMs + TIMELINE_EVERY_MS;
        timeline = recorder.timeline();
      }
      last = {
        ...read,
        source: 'video',
        isRunning: true,
        framesPerSecond: (1000 * frames.length) / (nowMs - startMs),
        share: durationMs > 0 ? Math.min(1, timeMs / durationMs) : undefined,
        trouble: undefined,
        timeline,
      };
      if (nowMs < due.status) continue;
      due.status = nowMs + STATUS_EVERY_MS;
      tell(reader, last);
    }
  } finally {
    // Stopped by hand, the session has told its end itself.
    if (last && !run.isStopped)
      tell(reader, { ...last, isRunning: false, share: 1, timeline: recorder.timeline() });
  }
}

/** For drawing alone: what the model saw is in the timeline. */
function withoutPictures(readings: Readings): Readings {
  return { ...readings, faces: readings.faces.map((face) => ({ ...face, seen: new Uint8Array() })) };
}

/**
 * Writes the video anew, with its boxes, as far as it was read. A session that begins meanwhile, or leaving the page,
 * ends it.
 *
 * @param draw over one frame that lies on the canvas
 */
export async function saveAnnotated(
  draw: (context: CanvasRenderingContext2D, readings: Readings) => void,
): Promise<void> {
  const { watched, annotating } = session.getState();
  if (!watched || annotating.status === 'working') return;
  const { file, frames } = watched;
  const controller = new AbortController();
  saving = controller;
  const isStillHere = () => session.getState().watched === watched;
  const tellSaving = (state: Session['annotating']) => {
    if (isStillHere()) session.setState({ annotating: state });
  };
  const stopListening = session.subscribe(() => {
    if (!isStillHere()) controller.abort();
  });
  tellSaving(working(0));
  try {
    const { annotatedVideo } = await import('../video-out');
    const made = await annotatedVideo(file, {
      draw: (context, timeMs) => {
        const readings = readingsAt(frames, timeMs);
        if (readings) draw(context, readings);
      },
      untilMs: readUntilMs(frames),
      signal: controller.signal,
      onProgress: (share) => tellSaving(working(share)),
    });
    if (made) saveFile({ name: `mien.${made.extension}`, blob: made.blob });
    tellSaving(EMPTY);
  } catch (error) {
    tellSaving(failed(failureOf(error)));
  } finally {
    stopListening();
  }
}

let saving: AbortController | undefined;

export function stopSaving(): void {
  saving?.abort();
}
