import type { Input, InputVideoTrack } from 'mediabunny';
import { AppError } from '../shared/errors';
import { LEAST_MISSING_MS } from './watched-video';

/** One picture of a video, upright. Whoever takes it closes it. */
export interface VideoFrame {
  readonly timeMs: number; // since the video's beginning
  readonly durationMs: number;
  readonly picture: ImageBitmap;
}

export interface OpenVideo {
  readonly durationMs: number;
  /** Every frame the file holds, at its own time; else pictures taken at even distances. */
  readonly isExact: boolean;
  /**
   * In their order. Ending early stops the decoder.
   *
   * @throws AppError live/bad-video without any, live/video-cut-short after the last one that can be read
   */
  frames(): AsyncGenerator<VideoFrame, void, void>;
  close(): void;
}

const LONGEST_SIDE = 1280; // px; faces are found in smaller pictures, and labels are drawn sharply in this one

/**
 * Opens a video file: by WebCodecs, frame by frame, where the browser decodes it so, else as the page would play it.
 *
 * @throws AppError live/bad-video
 */
export async function openVideo(file: File): Promise<OpenVideo> {
  const decoded = await openDecoded(file).catch(() => undefined);
  const video = decoded ?? (await openPlayed(file));
  return { ...video, frames: () => toTheEnd(video, file.name) };
}

/** A file that was cut off, or is damaged, ends its frames early: with an error or without one. */
async function* toTheEnd({ frames, durationMs }: OpenVideo, name: string): ReturnType<OpenVideo['frames']> {
  let endMs: number | undefined;
  const problem = (cause?: unknown) =>
    endMs === undefined
      ? new AppError('live/bad-video', { name }, { cause })
      : new AppError('live/video-cut-short', { name, seconds: endMs / 1000 }, { cause });
  try {
    for await (const frame of frames()) {
      endMs = frame.timeMs + frame.durationMs;
      yield frame;
    }
  } catch (cause) {
    throw problem(cause);
  }
  if (endMs === undefined || durationMs - endMs >= LEAST_MISSING_MS) throw problem();
}

/** Undefined for a container or codec that only the browser's player may know, and for a transparent video. */
async function openDecoded(file: File): Promise<OpenVideo | undefined> {
  if (!('VideoDecoder' in globalThis)) return undefined;
  const { ALL_FORMATS, BlobSource, CanvasSink, Input } = await import('mediabunny');
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  const track = (await input.canRead()) ? await input.getPrimaryVideoTrack() : null;
  if (!track || !(await track.canDecode()) || !(await isPlain(track))) {
    input.dispose();
    return undefined;
  }
  const sink = new CanvasSink(track, { ...(await fittingSize(track)), fit: 'fill', poolSize: 2 });
  return {
    durationMs: 1000 * (await durationOf(input, track)),
    isExact: true,
    async *frames() {
      for await (const { canvas, timestamp, duration } of sink.canvases()) {
        const picture = await createImageBitmap(canvas);
        yield { timeMs: 1000 * timestamp, durationMs: 1000 * duration || STEP_MS, picture };
      }
    },
    close: () => input.dispose(),
  };
}

/**
 * Whether there is a packet and it has no transparency, which is merged in workers made of text: our content security
 * policy refuses those.
 */
async function isPlain(track: InputVideoTrack): Promise<boolean> {
  const { EncodedPacketSink } = await import('mediabunny');
  // Recorders announce transparency also where no picture has any.
  const first = await new EncodedPacketSink(track).getFirstPacket();
  return first !== null && first.sideData.alpha === undefined;
}

/** Seconds. Of a file without its end, what its beginning says; sound may go on after the last picture, and is no end. */
async function durationOf(input: Input, track: InputVideoTrack): Promise<number> {
  const [said, found] = [await input.getDurationFromMetadata(), await input.computeDuration()];
  const isCut = said !== null && 1000 * (said - found) >= LEAST_MISSING_MS;
  return isCut ? said : await track.computeDuration();
}

async function fittingSize(track: InputVideoTrack): Promise<{ width: number; height: number }> {
  return fitting(await track.getDisplayWidth(), await track.getDisplayHeight());
}

/** Even numbers, which every video encoder takes. */
export function fitting(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const even = (length: number) => Math.max(2, 2 * Math.round((length * scale) / 2));
  return { width: even(width), height: even(height) };
}

const STEP_MS = 1000 / 25; // a player does not tell where its frames lie

async function openPlayed(file: File): Promise<OpenVideo> {
  const url = URL.createObjectURL(file);
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.src = url;
  const close = () => {
    video.removeAttribute('src');
    URL.revokeObjectURL(url);
  };
  try {
    await heard(video, 'loadeddata');
    // Recorders leave the duration out; a player finds it when it is sent to the end.
    if (!Number.isFinite(video.duration)) await seek(video, Number.MAX_SAFE_INTEGER);
    const size = fitting(video.videoWidth, video.videoHeight);
    const durationMs = 1000 * video.duration;
    if (!(durationMs > 0) || video.videoWidth === 0) throw new Error('a video without pictures');
    const endMs = await lastPictureEnds(video, durationMs);
    return { durationMs, isExact: false, frames: () => soughtFrames(video, endMs, size), close };
  } catch (cause) {
    close();
    throw new AppError('live/bad-video', { name: file.name }, { cause });
  }
}

/** Beyond this a picture that stands still to the end is one that is not followed by any: the file was cut off. */
const LONGEST_LAST_MS = 2000;

/** A player sent beyond what a file holds shows its last picture, and does not complain. */
async function lastPictureEnds(video: HTMLVideoElement, durationMs: number): Promise<number> {
  const shown = new Promise<number>((resolve) => {
    video.requestVideoFrameCallback((_now, { mediaTime }) => resolve(1000 * mediaTime));
    // Where the first picture is the last one, too, none is shown anew.
    setTimeout(() => resolve(durationMs), LONGEST_LAST_MS);
  });
  await seek(video, durationMs / 1000);
  const lastMs = await shown;
  return durationMs - lastMs > LONGEST_LAST_MS ? lastMs + STEP_MS : durationMs;
}

async function* soughtFrames(
  video: HTMLVideoElement,
  durationMs: number,
  { width, height }: { readonly width: number; readonly height: number },
): AsyncGenerator<VideoFrame, void, void> {
  for (let timeMs = 0; timeMs < durationMs; timeMs += STEP_MS) {
    await seek(video, timeMs / 1000);
    const picture = await createImageBitmap(video, { resizeWidth: width, resizeHeight: height });
    yield { timeMs, durationMs: STEP_MS, picture };
  }
}

async function seek(video: HTMLVideoElement, seconds: number): Promise<void> {
  const there = heard(video, 'seeked');
  video.currentTime = seconds;
  await there;
}

function heard(video: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { once: true });
    video.addEventListener('error', () => reject(new Error(video.error?.message ?? 'the player failed')), {
      once: true,
    });
  });
}
