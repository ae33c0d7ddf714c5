import { SKETCH_SIDE } from './sketch';

/** 64 bits of a picture's coarse shape, as two words. */
export type Hash = readonly [low: number, high: number];

const COARSE = 16; // px, a third of the sketch's side
const BLOCK = SKETCH_SIDE / COARSE;
const WAVES = 9; // 0 half-waves (the mean) to 8

// A wave weaker than this counts as absent: rounding must not decide a bit. A visible one has hundreds.
const FAINTEST = 1;

/** [9 waves, 16 places]: the cosines of a discrete cosine transform of type II. */
const COSINES = Float64Array.from({ length: WAVES * COARSE }, (_, at) => {
  const [wave, place] = [Math.floor(at / COARSE), at % COARSE];
  return Math.cos((Math.PI * (2 * place + 1) * wave) / (2 * COARSE));
});

/**
 * The bits, of either word, that a mirror turns over: of waves with an odd number of half-waves across. Bit b stands for
 * the wave (·, b mod 8).
 */
export const MIRROR = 0xaaaaaaaa | 0;

/**
 * pHash (Zauner 2010, "Implementation and benchmarking of perceptual image hash functions"): the signs of the 64
 * lowest waves. The mean, which light alone decides, gives its place to the next wave downwards, (8, 0).
 *
 * @param sketch [48, 48]
 */
export function perceptualHash(sketch: Uint8Array): Hash {
  const waves = transform(coarse(sketch));
  const words: [number, number] = [0, 0];
  for (let bit = 0; bit < 64; bit += 1) {
    const [down, across] = waveOf(bit);
    const word = bit < 32 ? 0 : 1;
    if ((waves[down * WAVES + across] as number) > FAINTEST) words[word] |= 1 << (bit & 31);
  }
  return words;
}

function waveOf(bit: number): readonly [down: number, across: number] {
  return bit === 0 ? [8, 0] : [bit >> 3, bit & 7];
}

/** Means of 3 x 3 px. @returns [16, 16] */
function coarse(sketch: Uint8Array): Float64Array {
  const means = new Float64Array(COARSE * COARSE);
  for (let y = 0, at = 0; y < SKETCH_SIDE; y += 1) {
    const row = ((y / BLOCK) | 0) * COARSE;
    for (let x = 0; x < SKETCH_SIDE; x += 1, at += 1) {
      const to = row + ((x / BLOCK) | 0);
      means[to] = (means[to] as number) + (sketch[at] as number) / (BLOCK * BLOCK);
    }
  }
  return means;
}

/** The lowest waves of a picture [16, 16]. @returns [9 down, 9 across] */
function transform(picture: Float64Array): Float64Array {
  const across = new Float64Array(COARSE * WAVES); // [row][wave]
  for (let row = 0; row < COARSE; row += 1) {
    for (let wave = 0; wave < WAVES; wave += 1) {
      let sum = 0;
      for (let x = 0; x < COARSE; x += 1)
        sum += (picture[row * COARSE + x] as number) * (COSINES[wave * COARSE + x] as number);
      across[row * WAVES + wave] = sum;
    }
  }
  const waves = new Float64Array(WAVES * WAVES);
  for (let down = 0; down < WAVES; down += 1) {
    for (let wave = 0; wave < WAVES; wave += 1) {
      let sum = 0;
      for (let y = 0; y < COARSE; y += 1)
        sum += (across[y * WAVES + wave] as number) * (COSINES[down * COARSE + y] as number);
      waves[down * WAVES + wave] = sum;
    }
  }
  return waves;
}
