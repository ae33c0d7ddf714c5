/**
 * Counter-based randomness: every random number is a pure function of a seed and a list of counters
 * (purpose, epoch, step, index, …). There is no generator state to save, so a resumed run draws what an
 * uninterrupted one would have drawn, in any order and on any thread.
 *
 * The mixer is the 32-bit finaliser of MurmurHash3 (Appleby, public domain), chained over the counters.
 * It needs only 32-bit multiplications, so a WGSL kernel can compute the same numbers.
 */
export function randomBits(seed: number, ...counters: readonly number[]): number {
  let hash = mix((seed ^ 0x9e3779b9) >>> 0);
  for (const counter of counters) hash = mix((hash ^ (Math.imul(counter, 0x85ebca6b) + 0x165667b1)) >>> 0);
  return hash;
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Uniform in [0, 1), 24 bits: exact in float32. */
export function randomUniform(seed: number, ...counters: readonly number[]): number {
  return (randomBits(seed, ...counters) >>> 8) / 0x1000000;
}

/** Normal with mean 0 and standard deviation 1 (Box and Muller 1958). */
export function randomNormal(seed: number, ...counters: readonly number[]): number {
  const radius = Math.sqrt(-2 * Math.log(1 - randomUniform(seed, ...counters, 0)));
  return radius * Math.cos(2 * Math.PI * randomUniform(seed, ...counters, 1));
}

/** The numbers 0..count-1 in a random order (Fisher and Yates), a function of its arguments alone. */
export function randomPermutation(count: number, seed: number, ...counters: readonly number[]): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(randomUniform(seed, ...counters, last) * (last + 1));
    const held = order[last] as number;
    order[last] = order[other] as number;
    order[other] = held;
  }
  return order;
}

/** What a random number is for: the first counter, so that no two uses share a stream. */
export const PURPOSE = {
  shuffle: 1,
  augment: 2,
  dropout: 3,
  initialise: 4,
  subset: 5,
  split: 6,
  probe: 7,
  actor: 8,
  mixup: 9,
} as const;
