import { BufferTarget, CanvasSource, Output, WebMOutputFormat } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { fitting, openVideo } from '../../src/ui/video-file';
import { annotatedVideo } from '../../src/ui/video-out';

const FRAMES = 12;
const FRAME_S = 1 / 25;

/** Twelve frames, each a little brighter than the one before. */
async function brighteningVideo(): Promise<File> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 160, height: 120 });
  const context = canvas.getContext('2d');
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new CanvasSource(canvas, { codec: 'vp8', bitrate: 1e6 });
  output.addVideoTrack(source);
  await output.start();
  for (let frame = 0; frame < FRAMES; frame += 1) {
    if (context) context.fillStyle = `rgb(${levelOf(frame)} ${levelOf(frame)} ${levelOf(frame)})`;
    context?.fillRect(0, 0, 160, 120);
    await source.add(frame * FRAME_S, FRAME_S);
  }
  await output.finalize();
  return new File([target.buffer ?? new ArrayBuffer()], 'brightening.webm', { type: 'video/webm' });
}

const levelOf = (frame: number) => 20 + 18 * frame;

interface Seen {
  readonly timeMs: number;
  readonly corner: number;
  readonly middle: number;
}

/** Two pixels of every frame. */
async function framesOf(file: File): Promise<Seen[]> {
  const video = await openVideo(file);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const seen: Seen[] = [];
  for await (const { timeMs, picture } of video.frames()) {
    context?.drawImage(picture, 0, 0);
    const level = (x: number, y: number) => context?.getImageData(x, y, 1, 1).data[0] ?? -1;
    seen.push({ timeMs, corner: level(3, 3), middle: level(80, 60) });
    picture.close();
  }
  video.close();
  return seen;
}

describe('a video file', () => {
  it('gives every frame once, in order, at its own time', async () => {
    const seen = await framesOf(await brighteningVideo());
    expect(seen.map(({ timeMs }) => Math.round(timeMs))).toEqual(
      Array.from({ length: FRAMES }, (_, at) => 40 * at),
    );
    for (const [frame, { middle }] of seen.entries()) {
      expect(Math.abs(middle - levelOf(frame))).toBeLessThan(8); // half the step from frame to frame
    }
  });

  it('that is none is refused by name', async () => {
    const file = new File(['not a video'], 'holiday.mp4', { type: 'video/mp4' });
    await expect(openVideo(file)).rejects.toMatchObject({
      code: 'live/bad-video',
      details: { name: 'holiday.mp4' },
    });
  });

  it('is made smaller where it is large, to even numbers, and never larger', () => {
    expect(fitting(3840, 2160)).toEqual({ width: 1280, height: 720 });
    expect(fitting(641, 479)).toEqual({ width: 642, height: 480 });
    expect(fitting(100, 50)).toEqual({ width: 100, height: 50 });
  });
});

describe('a video written anew', () => {
  const drawing = { signal: new AbortController().signal, onProgress: () => undefined };

  it('has the same frames, each with its own drawing', async () => {
    const made = await annotatedVideo(await brighteningVideo(), {
      ...drawing,
      draw: (context, timeMs) => {
        context.fillStyle = timeMs < 200 ? '#ffffff' : '#000000';
        context.fillRect(0, 0, 40, 40);
      },
    });
    expect(made).toMatchObject({ frames: FRAMES, extension: 'webm' });
    const seen = await framesOf(new File([made?.blob ?? ''], 'made.webm'));
    expect(seen.map(({ corner }) => corner > 127)).toEqual(
      Array.from({ length: FRAMES }, (_, frame) => frame < 5),
    );
    expect(Math.abs((seen[7]?.middle ?? 0) - levelOf(7))).toBeLessThan(8);
  });

  it('is not there when it was stopped', async () => {
    const controller = new AbortController();
    const draw = (_context: unknown, timeMs: number) => timeMs > 100 && controller.abort();
    const stopped = { ...drawing, draw, signal: controller.signal };
    expect(await annotatedVideo(await brighteningVideo(), stopped)).toBeUndefined();
  });
});
