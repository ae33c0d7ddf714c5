import type { FoundFace } from '../faces/face-finder';
import { type Box, type CropSquare, intersectionOverUnion } from '../shared/geometry';
import { type Filtered, oneEuro, type OneEuro } from './one-euro';

/** One person's face from frame to frame. */
export interface Track {
  /** From 1, in the order in which faces came in; never given twice. What people see, and what picks a colour. */
  readonly number: number;
  readonly box: Box; // as the detector gave it
  readonly steadyBox: Box;
  readonly crop: CropSquare; // steadied
  readonly seenMs: number;
}

interface Followed extends Track {
  readonly motion: Motion;
  readonly boxMotion: BoxMotion;
  readonly misses: number; // frames since it was seen
}

/** The crop's parts, filtered one by one. Places in px; side as a logarithm, so that growing and shrinking are alike. */
interface Motion {
  readonly x: Filtered;
  readonly y: Filtered;
  readonly logSide: Filtered;
  readonly roll: Filtered;
}

/** The drawn box's middle in px, and the logarithms of its sides. */
interface BoxMotion {
  readonly x: Filtered;
  readonly y: Filtered;
  readonly logWidth: Filtered;
  readonly logHeight: Filtered;
}

const SAME_FACE_IOU = 0.3;
// A face that is away longer than this is another one when it comes back; on a machine whose frames are that far apart,
// one that is missing from more than one of them.
const LOST_AFTER_MS = 500;
const LOST_AFTER_MISSES = 1;
const LOST_ANYWAY_MS = 5000; // the camera was held, or the machine slept: somebody else may sit there now
// In crop sides: half a pixel of the model's 48 is .01, and a still head must not shimmer.
const STEADY: OneEuro = { minCutoffHz: 1.2, beta: 0.4, speedCutoffHz: 1 };
const QUICKEST_S = 1e-3; // two frames of one moment

/** Follows faces by overlap of their boxes with where they were, or would be by now. One per source of frames. */
export class Tracker {
  private tracks: readonly Followed[] = [];
  private born = 0;

  /**
   * The tracks of one frame's faces, in their order.
   *
   * @param crops of the same faces, before steadying
   * @param timeMs never smaller than in the frame before
   */
  follow(faces: readonly FoundFace[], crops: readonly CropSquare[], timeMs: number): Track[] {
    const known = this.tracks.filter((track) => isHeld(track, timeMs));
    const matches = matchFaces(
      known.map((track) => [track.box, expectedBox(track, timeMs)]),
      faces.map(({ box }) => box),
    );
    const seen = faces.map((face, index): Followed => {
      const crop = crops[index] as CropSquare; // one per face
      const before = known[matches[index] ?? -1];
      return before ? moved(before, face.box, crop, timeMs) : this.newcomer(face.box, crop, timeMs);
    });
    const numbers = new Set(seen.map(({ number }) => number));
    const missing = known.filter(({ number }) => !numbers.has(number));
    this.tracks = [...seen, ...missing.map(missed)];
    return seen;
  }

  /** Whether a face with this number would be known again. */
  holds(number: number, timeMs: number): boolean {
    return this.tracks.some((track) => track.number === number && isHeld(track, timeMs));
  }

  /** Whether a face was here, or nearly, a moment ago. */
  follows(box: Box, timeMs: number): boolean {
    return this.tracks.some(
      (track) => isHeld(track, timeMs) && intersectionOverUnion(track.box, box) > SAME_FACE_IOU,
    );
  }

  private newcomer(box: Box, crop: CropSquare, timeMs: number): Followed {
    this.born += 1;
    const boxMotion = boxMotionOf(undefined, box, 0);
    const motion = motionOf(undefined, crop, 0);
    return {
      number: this.born,
      box,
      steadyBox: box,
      crop,
      seenMs: timeMs,
      misses: 0,
      motion,
      boxMotion,
    };
  }
}

function missed(track: Followed): Followed {
  return { ...track, misses: track.misses + 1 };
}

function isHeld({ seenMs, misses }: Followed, timeMs: number): boolean {
  const awayMs = timeMs - seenMs;
  return awayMs <= LOST_AFTER_MS || (misses < LOST_AFTER_MISSES && awayMs <= LOST_ANYWAY_MS);
}

function moved(before: Followed, box: Box, crop: CropSquare, timeMs: number): Followed {
  const seconds = Math.max(QUICKEST_S, (timeMs - before.seenMs) / 1000);
  const motion = motionOf(before, crop, seconds);
  const boxMotion = boxMotionOf(before, box, seconds);
  return {
    ...before,
    box,
    steadyBox: boxOf(boxMotion),
    crop: cropOf(motion),
    seenMs: timeMs,
    misses: 0,
    motion,
    boxMotion,
  };
}

function boxMotionOf(before: Followed | undefined, box: Box, seconds: number): BoxMotion {
  const places = { ...STEADY, beta: STEADY.beta / (before?.box ?? box).width };
  const { x, y, logWidth, logHeight } = before?.boxMotion ?? {};
  return {
    x: oneEuro(x, box.x + box.width / 2, seconds, places),
    y: oneEuro(y, box.y + box.height / 2, seconds, places),
    logWidth: oneEuro(logWidth, Math.log(box.width), seconds, STEADY),
    logHeight: oneEuro(logHeight, Math.log(box.height), seconds, STEADY),
  };
}

function boxOf({ x, y, logWidth, logHeight }: BoxMotion): Box {
  const [width, height] = [Math.exp(logWidth.value), Math.exp(logHeight.value)];
  return { x: x.value - width / 2, y: y.value - height / 2, width, height };
}

function motionOf(before: Followed | undefined, crop: CropSquare, seconds: number): Motion {
  const { side } = before?.crop ?? crop;
  // Speeds of places count in sides, so that a face near the camera is not taken for a fast one.
  const places = { ...STEADY, beta: STEADY.beta / side };
  const { x, y, logSide, roll } = before?.motion ?? {};
  return {
    x: oneEuro(x, crop.centre.x, seconds, places),
    y: oneEuro(y, crop.centre.y, seconds, places),
    logSide: oneEuro(logSide, Math.log(crop.side), seconds, STEADY),
    roll: oneEuro(roll, nearestTurn(roll?.value ?? crop.roll, crop.roll), seconds, STEADY),
  };
}

/** The same direction as `roll`, less than half a turn from `from`: an angle must not be averaged across its seam. */
function nearestTurn(from: number, roll: number): number {
  return roll + 2 * Math.PI * Math.round((from - roll) / (2 * Math.PI));
}

function cropOf({ x, y, logSide, roll }: Motion): CropSquare {
  return { centre: { x: x.value, y: y.value }, side: Math.exp(logSide.value), roll: roll.value };
}

/** The box where it would be if the face went on as it was going. */
function expectedBox({ box, motion: { x, y }, seenMs }: Followed, timeMs: number): Box {
  const seconds = (timeMs - seenMs) / 1000;
  return { ...box, x: box.x + x.speed * seconds, y: box.y + y.speed * seconds };
}

/**
 * Which face before is each box now: pairs that overlap enough, the best first, each face and box at most once.
 *
 * @param before the boxes in which each face may be by now
 * @returns for each box of `now` its index in `before`, or undefined
 */
function matchFaces(before: readonly (readonly Box[])[], now: readonly Box[]): (number | undefined)[] {
  const pairs = now
    .flatMap((box, at) =>
      before.map((boxes, from) => {
        const overlap = Math.max(...boxes.map((old) => intersectionOverUnion(box, old)));
        return { at, from, overlap };
      }),
    )
    .filter(({ overlap }) => overlap > SAME_FACE_IOU)
    .toSorted((a, b) => b.overlap - a.overlap);
  const matches = new Map<number, number>();
  const used = new Set<number>();
  for (const { at, from } of pairs) {
    if (matches.has(at) || used.has(from)) continue;
    matches.set(at, from);
    used.add(from);
  }
  return now.map((_, at) => matches.get(at));
}
