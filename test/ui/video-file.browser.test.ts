import { describe, expect, it } from 'vitest';
import { fitting, openVideo } from '../../src/ui/video-file';
import { annotatedVideo } from '../../src/ui/video-out';
import { brighteningVideo, FRAMES, levelOf, LONG_FRAMES, longVideo } from './brightening-video';

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

/** The first part of a file, as a download that broke off leaves it. */
const cut = (file: File, share: number) => new File([file.slice(0, file.size * share)], 'cut.webm');

describe('a video file that was cut off', () => {
  it('gives what it holds, and then says that it was cut short and where', async () => {
    const video = await openVideo(cut(await longVideo(), 0.5));
    const times: number[] = [];
    const reading = (async () => {
      for await (const { timeMs, picture } of video.frames()) {
        times.push(timeMs);
        picture.close();
      }
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'live/video-cut-short',
      details: { name: 'cut.webm' },
    });
    expect(times.length).toBeGreaterThan(5);
    expect(times.length).toBeLessThan(LONG_FRAMES - 5);
    expect(video.durationMs).toBe(LONG_FRAMES * 40);
  });

  it('is written anew as far as it could be read', async () => {
    const made = await annotatedVideo(cut(await longVideo(), 0.5), {
      signal: new AbortController().signal,
      onProgress: () => undefined,
      untilMs: Infinity,
      draw: () => undefined,
    });
    expect(made?.frames).toBeGreaterThan(5);
  });
});

describe('a video written anew', () => {
  const drawing = { signal: new AbortController().signal, onProgress: () => undefined, untilMs: Infinity };

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

  it('ends where it is told to', async () => {
    const made = await annotatedVideo(await brighteningVideo(), {
      ...drawing,
      untilMs: 200,
      draw: () => undefined,
    });
    expect(made).toMatchObject({ frames: 5 });
  });

  it('is not there when it was stopped', async () => {
    const controller = new AbortController();
    const draw = (_context: unknown, timeMs: number) => timeMs > 100 && controller.abort();
    const stopped = { ...drawing, draw, signal: controller.signal };
    expect(await annotatedVideo(await brighteningVideo(), stopped)).toBeUndefined();
  });
});
