import type { NearPairs } from '../../shared/diagnosis';
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

/**
 * All pairs that show the same photo, straight or mirrored. Yields the share of the pictures that is done.
 *
 * @returns a and b are indices into the dataset; a pair that is both straight and mirrored counts as straight
 */
export function* findNearPairs(candidates: Candidates): Generator<number, NearPairs, void> {
  const { indices } = candidates;
  const lows = Int32Array.from(candidates.hashes, ([low]) => low);
  const highs = Int32Array.from(candidates.hashes, ([, high]) => high);
  const comparison = new Comparison(candidates);
  const pairs: { a: number; b: number; isMirrored: number; correlation: number }[] = [];
  for (const [one, a] of indices.entries()) {
    if (one % 128 === 0) yield one / indices.length;
    comparison.start(one);
    for (const { other, isMirrored } of closeHashes(one, lows, highs)) {
      const correlation = comparison.correlation(other, isMirrored);
      if (correlation >= SAME_PHOTO)
        pairs.push({ a, b: indices[other] ?? 0, isMirrored: Number(isMirrored), correlation });
    }
  }
  return {
    a: Uint32Array.from(pairs, ({ a }) => a),
    b: Uint32Array.from(pairs, ({ b }) => b),
    isMirrored: Uint8Array.from(pairs, ({ isMirrored }) => isMirrored),
    correlation: Float32Array.from(pairs, ({ correlation }) => correlation),
  };
}

/**
 * The pictures after `one` whose hash is close to it, or else to its mirrored one. Every pair is looked at, two words and
 * some twenty operations each: on FER2013 an index by bands of 16 bits (Norouzi, Punjani and Fleet 2012) took half the
 * time of this part, a quarter of the whole, and three times the code. Beyond 100,000 pictures it would pay.
 */
function closeHashes(
  one: number,
  lows: Int32Array,
  highs: Int32Array,
): { readonly other: number; readonly isMirrored: boolean }[] {
  const close: { other: number; isMirrored: boolean }[] = [];
  const low = lows[one] as number;
  const high = highs[one] as number;
  const lowMirrored = low ^ MIRROR;
  const highMirrored = high ^ MIRROR;
  for (let other = one + 1; other < lows.length; other += 1) {
    const otherLow = lows[other] as number;
    const otherHigh = highs[other] as number;
    if (isClose(low ^ otherLow, high ^ otherHigh)) close.push({ other, isMirrored: false });
    else if (isClose(lowMirrored ^ otherLow, highMirrored ^ otherHigh))
      close.push({ other, isMirrored: true });
  }
  return close;
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
