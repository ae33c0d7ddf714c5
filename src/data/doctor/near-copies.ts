import type { Kinship } from './kinship';
import { type Hash, MIRROR } from './perceptual-hash';
import { SKETCH_BYTES, SKETCH_SIDE } from './sketch';

/**
 * From this correlation of their pixels on, two pictures show the same photo. Mirrored strangers tell how far chance
 * goes, for hardly a photo is in FER2013 mirrored: of half a billion mirrored pairs of its 32,298 pictures that we have, the four
 * best pairs of different people reach 0.901 to 0.904, and every pair above that is the same photo.
 */
const SAME_PHOTO = 0.91;

/**
 * Pairs whose hashes differ in more bits are not looked at. Of FER2013's pairs above 0.92 that loses 1 in 800, of those
 * above 0.90 1 in 150, and leaves 1 pair in 2,000 to compare pixel by pixel.
 */
const MOST_BITS = 14;

/** Pictures to be compared. */
export interface Candidates {
  /** Which pictures of the dataset they are; ascending. */
  readonly indices: Uint32Array;
  readonly hashes: readonly Hash[]; // [indices]
  readonly sketches: Uint8Array; // [images of the dataset, 48, 48]
}

/** How much is done between two yields: hashes compared, and as many again for each comparison of pixels. */
const STEP_WORK = 2 ** 22; // some 20 ms
const PIXEL_WORK = 1024;

/**
 * Notes all that show the same photo, straight or mirrored; a pair that is both counts as straight. Yields the share of the pictures
 * that is done, at the latest after STEP_WORK.
 *
 * Every pair of hashes is looked at, two words and some twenty operations each: on FER2013 an index by bands of 16 bits
 * (Norouzi, Punjani and Fleet 2012) took half the time of this part, a quarter of the whole, and three times the code. Beyond
 * 100,000 pictures it would pay.
 *
 * @returns how many pairs were compared pixel by pixel
 */
export function* findNearPairs(candidates: Candidates, kinship: Kinship): Generator<number, number, void> {
  const { indices } = candidates;
  const lows = Int32Array.from(candidates.hashes, ([low]) => low);
  const highs = Int32Array.from(candidates.hashes, ([, high]) => high);
  const comparison = new Comparison(candidates);
  let compared = 0;
  let work = STEP_WORK; // says at once that it has begun
  for (const [one, a] of indices.entries()) {
    comparison.start(one);
    work += indices.length - one;
    const low = lows[one] as number;
    const high = highs[one] as number;
    for (let other = one + 1; other < indices.length; other += 1) {
      const isStraight = isClose(low ^ (lows[other] as number), high ^ (highs[other] as number));
      const isMirrored =
        !isStraight &&
        isClose(low ^ MIRROR ^ (lows[other] as number), high ^ MIRROR ^ (highs[other] as number));
      if (!isStraight && !isMirrored) continue;
      const b = indices[other] as number;
      if (kinship.isSettled(a, b)) continue;
      const correlation = comparison.correlation(other, isMirrored);
      if (correlation >= SAME_PHOTO) kinship.pair(a, b, isMirrored, correlation);
      compared += 1;
      work += PIXEL_WORK;
      if (work < STEP_WORK) continue;
      work = 0;
      yield one / indices.length;
    }
    if (work < STEP_WORK) continue;
    work = 0;
    yield one / indices.length;
  }
  return compared;
}

function isClose(lowBits: number, highBits: number): boolean {
  const bits = bitsIn(lowBits);
  return bits <= MOST_BITS && bits + bitsIn(highBits) <= MOST_BITS;
}

/** How many of a word's 32 bits are set. */
function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Pearson's correlation of one sketch's pixels with others'; light and contrast cancel out. */
class Comparison {
  private readonly straight = new Uint8Array(SKETCH_BYTES);
  private readonly mirrored = new Uint8Array(SKETCH_BYTES);
  private mean = 0;
  private norm = 0;

  constructor(private readonly candidates: Candidates) {}

  start(one: number): void {
    this.straight.set(this.sketch(one));
    for (let row = 0; row < SKETCH_BYTES; row += SKETCH_SIDE) {
      this.mirrored.set(this.straight.subarray(row, row + SKETCH_SIDE).toReversed(), row);
    }
    ({ mean: this.mean, norm: this.norm } = profileOf(this.straight));
  }

  /** -1..1 */
  correlation(other: number, isMirrored: boolean): number {
    const sketch = this.sketch(other);
    const { mean, norm } = profileOf(sketch);
    const products = dot(isMirrored ? this.mirrored : this.straight, sketch);
    return (products - SKETCH_BYTES * this.mean * mean) / (this.norm * norm);
  }

  private sketch(place: number): Uint8Array {
    const start = (this.candidates.indices[place] as number) * SKETCH_BYTES;
    return this.candidates.sketches.subarray(start, start + SKETCH_BYTES);
  }
}

/** The mean, and the root of the sum of squares around it. */
function profileOf(sketch: Uint8Array): { readonly mean: number; readonly norm: number } {
  let sum = 0;
  for (let at = 0; at < sketch.length; at += 1) sum += sketch[at] as number;
  return { mean: sum / SKETCH_BYTES, norm: Math.sqrt(dot(sketch, sketch) - (sum * sum) / SKETCH_BYTES) };
}

/** In whole numbers: 2,304 products of at most 255² stay below 2³¹. */
function dot(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1)
    sum = (sum + Math.imul(one[at] as number, other[at] as number)) | 0;
  return sum;
}
