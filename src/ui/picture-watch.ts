/** Why a running camera may show nothing worth reading. */
export type NoPicture = 'black' | 'frozen' | 'muted';

/** What of a camera's picture is looked at now and then. */
interface Glance {
  readonly timeMs: number;
  readonly isMuted: boolean;
  /** A small grey copy of the frame, 0..255. */
  readonly pixels: Uint8ClampedArray;
}

export interface Watched {
  readonly pixels: Uint8ClampedArray;
  /** Since when each trouble has lasted. */
  readonly since: Readonly<Partial<Record<NoPicture, number>>>;
}

const PATIENCE_MS = 3000;
const BLACK_BELOW = 8; // mean of 0..255: a covered lens still has noise

/** The watch after one more glance. */
export function watched(before: Watched | undefined, { timeMs, isMuted, pixels }: Glance): Watched {
  const troubles: Readonly<Record<NoPicture, boolean>> = {
    muted: isMuted,
    black: mean(pixels) < BLACK_BELOW,
    // Every real sensor has noise: exactly the same picture is one that does not come.
    frozen: before !== undefined && before.pixels.every((value, index) => value === pixels[index]),
  };
  const since = (Object.keys(troubles) as NoPicture[])
    .filter((trouble) => troubles[trouble])
    .map((trouble) => [trouble, before?.since[trouble] ?? timeMs]);
  return { pixels, since: Object.fromEntries(since) };
}

/** The trouble that has lasted too long, if any. */
export function lastingTrouble({ since }: Watched, nowMs: number): NoPicture | undefined {
  return (['muted', 'black', 'frozen'] as const).find(
    (trouble) => nowMs - (since[trouble] ?? Infinity) >= PATIENCE_MS,
  );
}

function mean(pixels: Uint8ClampedArray): number {
  return pixels.reduce((sum, value) => sum + value, 0) / Math.max(1, pixels.length);
}

const GLANCE_SIDE = 16; // px
let glass: OffscreenCanvas | undefined;

/** A small copy of what the camera shows now. */
export function glanceAt(video: HTMLVideoElement, stream: MediaStream, timeMs: number): Glance {
  glass ??= new OffscreenCanvas(GLANCE_SIDE, GLANCE_SIDE);
  const context = glass.getContext('2d', { willReadFrequently: true });
  context?.drawImage(video, 0, 0, GLANCE_SIDE, GLANCE_SIDE);
  const rgba = context?.getImageData(0, 0, GLANCE_SIDE, GLANCE_SIDE).data ?? new Uint8ClampedArray();
  return {
    timeMs,
    isMuted: stream.getVideoTracks()[0]?.muted ?? false,
    pixels: rgba.filter((_, index) => index % 4 === 1), // green is close to grey
  };
}
