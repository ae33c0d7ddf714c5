import type { InputVideoTrack } from 'mediabunny';
import { AppError } from '../shared/errors';

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
  /** In their order. Ending early stops the decoder. */
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
  return decoded ?? (await openPlayed(file));
}

/** Undefined for a container or codec that only the browser's player may know, and for a transparent video. */
async function openDecoded(file: File): Promise<OpenVideo | undefined> {
  if (!('VideoDecoder' in globalThis)) return undefined;
  const { ALL_FORMATS, BlobSource, CanvasSink, Input } = await import('mediabunny');
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  const track = (await input.canRead()) ? await input.getPrimaryVideoTrack() : null;
  if (!track || !(await track.canDecode()) || (await isTransparent(track))) {
    input.dispose();
    return undefined;
  }
  const sink = new CanvasSink(track, { ...(await fittingSize(track)), fit: 'fill', poolSize: 2 });
  return {
    durationMs: 1000 * (await track.computeDuration()),
    isExact: true,
    async *frames() {
      for await (const { canvas, timestamp, duration } of sink.canvases()) {
        const picture = await createImageBitmap(canvas);
        yield { timeMs: 1000 * timestamp, durationMs: 1000 * duration, picture };
      }
    },
    close: () => input.dispose(),
  };
}

/** Transparency is merged in workers made of text, which our content security policy refuses. */
async function isTransparent(track: InputVideoTrack): Promise<boolean> {
  const { EncodedPacketSink } = await import('mediabunny');
  // Recorders announce transparency also where no picture has any.
  const first = await new EncodedPacketSink(track).getFirstPacket();
  return first?.sideData.alpha !== undefined;
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
    return { durationMs, isExact: false, frames: () => soughtFrames(video, durationMs, size), close };
  } catch (cause) {
    close();
    throw new AppError('live/bad-video', { name: file.name }, { cause });
  }
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
