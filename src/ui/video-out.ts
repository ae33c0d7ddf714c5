import { AppError } from '../shared/errors';
import { openVideo } from './video-file';

interface AnnotatedVideo {
  readonly blob: Blob;
  readonly extension: 'webm' | 'mp4';
  readonly frames: number;
}

const ROUNDING_MS = 1;

interface Drawing {
  /** Draws over one frame, which lies on the canvas already. */
  readonly draw: (context: CanvasRenderingContext2D, timeMs: number) => void;
  /** Where the new video ends. */
  readonly untilMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/**
 * The pictures of a video with drawings over them, as a new video without sound.
 *
 * @returns undefined when stopped
 * @throws AppError live/bad-video, live/no-video-encoder
 */
export async function annotatedVideo(file: File, drawing: Drawing): Promise<AnnotatedVideo | undefined> {
  const video = await openVideo(file);
  try {
    return await encode(video, drawing);
  } finally {
    video.close();
  }
}

async function encode(
  video: Awaited<ReturnType<typeof openVideo>>,
  { draw, untilMs, signal, onProgress }: Drawing,
): Promise<AnnotatedVideo | undefined> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new AppError('internal/unexpected', { cause: 'no 2d context' });
  let writer: Awaited<ReturnType<typeof startWriter>> | undefined;
  let frames = 0;
  try {
    for await (const { timeMs, durationMs, picture } of video.frames()) {
      try {
        if (signal.aborted) break;
        if (!writer) {
          Object.assign(canvas, { width: picture.width, height: picture.height });
          writer = await startWriter(canvas);
        }
        context.drawImage(picture, 0, 0);
        draw(context, timeMs);
      } finally {
        picture.close();
      }
      // Waits where the encoder is behind, so that frames do not pile up.
      await writer.add(timeMs / 1000, durationMs / 1000);
      frames += 1;
      onProgress(Math.min(1, timeMs / untilMs));
      if (timeMs + durationMs >= untilMs - ROUNDING_MS) break;
    }
  } catch (error) {
    // A decoder reads ahead: what is damaged may end the film a little before the last frame that was read.
    if (!(error instanceof AppError && error.code === 'live/video-cut-short')) throw error;
  }
  if (signal.aborted) await writer?.cancel();
  return signal.aborted || !writer ? undefined : { ...(await writer.finish()), frames };
}

/** WebM where the browser encodes one of its codecs, else MP4. */
async function startWriter(canvas: HTMLCanvasElement) {
  const bunny = await import('mediabunny');
  const { width, height } = canvas;
  const codec = await bunny.getFirstEncodableVideoCodec(['vp9', 'vp8', 'av1', 'avc'], { width, height });
  if (!codec) throw new AppError('live/no-video-encoder');
  const extension = codec === 'avc' ? 'mp4' : 'webm';
  const format = extension === 'mp4' ? new bunny.Mp4OutputFormat() : new bunny.WebMOutputFormat();
  const target = new bunny.BufferTarget();
  const output = new bunny.Output({ format, target });
  const source = new bunny.CanvasSource(canvas, { codec, bitrate: bunny.QUALITY_HIGH });
  output.addVideoTrack(source);
  await output.start();
  return {
    add: (timestamp: number, duration: number) => source.add(timestamp, duration),
    cancel: () => output.cancel(),
    finish: async () => {
      await output.finalize();
      const blob = new Blob([target.buffer ?? new ArrayBuffer()], { type: `video/${extension}` });
      return { blob, extension } as const;
    },
  };
}
