// The inverse cosine transform of libjpeg ("islow"): integers with 13 bits behind the point, 2 of which stay between
// the passes. Browsers decode with it, and so must we, to the bit: a picture has one set of pixels, whoever decodes it.
const POINT = 13; // bits
const KEPT = 2; // bits, between the passes
const FIX_0_298631336 = 2446;
const FIX_0_390180644 = 3196;
const FIX_0_541196100 = 4433;
const FIX_0_765366865 = 6270;
const FIX_0_899976223 = 7373;
const FIX_1_175875602 = 9633;
const FIX_1_501321110 = 12299;
const FIX_1_847759065 = 15137;
const FIX_1_961570560 = 16069;
const FIX_2_053119869 = 16819;
const FIX_2_562915447 = 20995;
const FIX_3_072711026 = 25172;
const MIDDLE = 128; // what a level is less in the file

/**
 * Turns 64 coefficients into 64 levels and writes them to their place in a picture.
 *
 * @param block [8, 8] coefficients times their quantisers; all zero afterwards
 * @param target [rows, stride] grey levels, which clamps what lies outside of 0 to 255
 * @param at of the block's first level in it
 */
export function writeBlock(block: Int32Array, target: Uint8ClampedArray, at: number, stride: number): void {
  for (let column = 0; column < 8; column += 1) transform(block, column, 8, POINT - KEPT);
  for (let row = 0; row < 8; row += 1) {
    const from = row * 8;
    const to = at + row * stride;
    transform(block, from, 1, POINT + KEPT + 3);
    for (let column = 0; column < 8; column += 1)
      target[to + column] = (block[from + column] as number) + MIDDLE;
  }
  block.fill(0);
}

/** A block with no coefficient but the first is of one level. */
export function writeFlat(first: number, target: Uint8ClampedArray, at: number, stride: number): void {
  const level = ((first + 4) >> 3) + MIDDLE;
  for (let row = 0; row < 8; row += 1) target.fill(level, at + row * stride, at + row * stride + 8);
}

/** Eight values in place, each `step` behind the one before, rounded to `shift` bits less. */
function transform(values: Int32Array, start: number, step: number, shift: number): void {
  const at1 = start + step;
  const at2 = at1 + step;
  const at3 = at2 + step;
  const at4 = at3 + step;
  const at5 = at4 + step;
  const at6 = at5 + step;
  const at7 = at6 + step;
  const first = values[start] as number;
  const odd1 = values[at1] as number;
  const even2 = values[at2] as number;
  const odd3 = values[at3] as number;
  const even4 = values[at4] as number;
  const odd5 = values[at5] as number;
  const even6 = values[at6] as number;
  const odd7 = values[at7] as number;
  const half = 1 << (shift - 1);
  if ((odd1 | even2 | odd3 | even4 | odd5 | even6 | odd7) === 0) {
    const level = ((first << POINT) + half) >> shift;
    values[start] = values[at1] = values[at2] = values[at3] = level;
    values[at4] = values[at5] = values[at6] = values[at7] = level;
    return;
  }
  const turned = Math.imul(even2 + even6, FIX_0_541196100);
  const low = turned - Math.imul(even6, FIX_1_847759065);
  const high = turned + Math.imul(even2, FIX_0_765366865);
  const sum = ((first + even4) << POINT) + half;
  const difference = ((first - even4) << POINT) + half;
  const part0 = sum + high;
  const part1 = difference + low;
  const part2 = difference - low;
  const part3 = sum - high;

  const all = Math.imul(odd7 + odd3 + odd5 + odd1, FIX_1_175875602);
  const outer = -Math.imul(odd7 + odd1, FIX_0_899976223);
  const inner = -Math.imul(odd5 + odd3, FIX_2_562915447);
  const upper = all - Math.imul(odd7 + odd3, FIX_1_961570560);
  const lower = all - Math.imul(odd5 + odd1, FIX_0_390180644);
  const turn0 = Math.imul(odd7, FIX_0_298631336) + outer + upper;
  const turn1 = Math.imul(odd5, FIX_2_053119869) + inner + lower;
  const turn2 = Math.imul(odd3, FIX_3_072711026) + inner + upper;
  const turn3 = Math.imul(odd1, FIX_1_501321110) + outer + lower;

  values[start] = (part0 + turn3) >> shift;
  values[at7] = (part0 - turn3) >> shift;
  values[at1] = (part1 + turn2) >> shift;
  values[at6] = (part1 - turn2) >> shift;
  values[at2] = (part2 + turn1) >> shift;
  values[at5] = (part2 - turn1) >> shift;
  values[at3] = (part3 + turn0) >> shift;
  values[at4] = (part3 - turn0) >> shift;
}
