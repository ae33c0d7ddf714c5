import { PURPOSE, randomUniform } from '../shared/random';
import type { Mixup } from '../shared/recipe';

/** Where the randomness of a batch comes from. */
export interface BatchKey {
  readonly seed: number;
  readonly step: number; // 0-based over the whole run
}

const DRAW = { batch: 0, pictures: 1 } as const;

/**
 * How much of each picture of a batch stays its own: the rest is the picture at the mirrored place, the first with the
 * last and so on. Batches are shuffled, so that this is pairing by chance.
 *
 * @returns [B], 0.5..1: a picture keeps its label; undefined where the batch is not mixed
 */
export function drawOwnShares(
  mixup: Mixup | undefined,
  batch: number,
  key: BatchKey,
): Float32Array | undefined {
  if (!mixup || mixup.probability === 0) return undefined;
  if (randomUniform(key.seed, PURPOSE.mixup, key.step, DRAW.batch) >= mixup.probability) return undefined;
  return Float32Array.from({ length: batch }, (_, place) => {
    const share = drawBeta(mixup.alpha, key, place);
    return Math.max(share, 1 - share);
  });
}

/** Beta(alpha, alpha) for alpha up to 1 (Jöhnk 1964). */
function drawBeta(alpha: number, { seed, step }: BatchKey, place: number): number {
  for (let attempt = 0; ; attempt += 1) {
    const draw = (which: number) =>
      randomUniform(seed, PURPOSE.mixup, step, DRAW.pictures, place, attempt, which) ** (1 / alpha);
    const [first, second] = [draw(0), draw(1)];
    // Both can come out as 0 where alpha is small.
    if (first + second > 0 && first + second <= 1) return first / (first + second);
  }
}

/** Mixes each picture with the one at the mirrored place. @param input [B, …], changed in place */
export function mixPairs(input: Float32Array, own: Float32Array): void {
  const size = input.length / own.length;
  for (let place = 0; place < Math.floor(own.length / 2); place += 1) {
    const mirrored = own.length - 1 - place;
    const [share, mirroredShare] = [own[place] as number, own[mirrored] as number];
    const one = input.subarray(place * size, (place + 1) * size);
    const other = input.subarray(mirrored * size, (mirrored + 1) * size);
    for (let at = 0; at < size; at += 1) {
      const [value, otherValue] = [one[at] as number, other[at] as number];
      one[at] = share * value + (1 - share) * otherValue;
      other[at] = mirroredShare * otherValue + (1 - mirroredShare) * value;
    }
  }
}
