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
const DOWN = POINT - KEPT; // bits less after the columns
const ACROSS = POINT + KEPT + 3; // after the rows
const ROUNDED = (MIDDLE << ACROSS) + (1 << (ACROSS - 1));

/**
 * Turns 64 coefficients into 64 levels and writes them to their place in a picture.
 *
 * @param block [8, 8] coefficients times their quantisers; all zero afterwards
 * @param target [rows, stride] grey levels, which clamps what lies outside of 0 to 255
 * @param at of the block's first level in it
 */
export function writeBlock(block: Int32Array, target: Uint8ClampedArray, at: number, stride: number): void {
  for (let column = 0; column < 8; column += 1) transformColumn(block, column);
  for (let row = 0; row < 8; row += 1) transformRow(block, row * 8, target, at + row * stride);
  block.fill(0);
}

/** A block with no coefficient but the first is of one level. */
export function writeFlat(first: number, target: Uint8ClampedArray, at: number, stride: number): void {
  const level = ((first + 4) >> 3) + MIDDLE;
  for (let row = 0; row < 8; row += 1) target.fill(level, at + row * stride, at + row * stride + 8);
}

/** A column in place. */
function transformColumn(block: Int32Array, start: number): void {
  const first = block[start + 0] as number;
  const odd1 = block[start + 8] as number;
  const even2 = block[start + 16] as number;
  const odd3 = block[start + 24] as number;
  const even4 = block[start + 32] as number;
  const odd5 = block[start + 40] as number;
  const even6 = block[start + 48] as number;
  const odd7 = block[start + 56] as number;
  if ((odd1 | even2 | odd3 | even4 | odd5 | even6 | odd7) === 0) {
    const level = first << KEPT;
    block[start] = block[start + 8] = block[start + 16] = block[start + 24] = level;
    block[start + 32] = block[start + 40] = block[start + 48] = block[start + 56] = level;
    return;
  }
  const turned = Math.imul(even2 + even6, FIX_0_541196100);
  const low = turned - Math.imul(even6, FIX_1_847759065);
  const high = turned + Math.imul(even2, FIX_0_765366865);
  const sum = ((first + even4) << POINT) + (1 << (DOWN - 1));
  const difference = ((first - even4) << POINT) + (1 << (DOWN - 1));
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

  block[start + 0] = (part0 + turn3) >> DOWN;
  block[start + 8] = (part1 + turn2) >> DOWN;
  block[start + 16] = (part2 + turn1) >> DOWN;
  block[start + 24] = (part3 + turn0) >> DOWN;
  block[start + 32] = (part3 - turn0) >> DOWN;
  block[start + 40] = (part2 - turn1) >> DOWN;
  block[start + 48] = (part1 - turn2) >> DOWN;
  block[start + 56] = (part0 - turn3) >> DOWN;
}

/** A row, to the levels of the picture. */
function transformRow(block: Int32Array, start: number, target: Uint8ClampedArray, at: number): void {
  const first = block[start + 0] as number;
  const odd1 = block[start + 1] as number;
  const even2 = block[start + 2] as number;
  const odd3 = block[start + 3] as number;
  const even4 = block[start + 4] as number;
  const odd5 = block[start + 5] as number;
  const even6 = block[start + 6] as number;
  const odd7 = block[start + 7] as number;
  if ((odd1 | even2 | odd3 | even4 | odd5 | even6 | odd7) === 0) {
    const level = ((first << POINT) + ROUNDED) >> ACROSS;
    target.fill(level, at, at + 8);
    return;
  }
  const turned = Math.imul(even2 + even6, FIX_0_541196100);
  const low = turned - Math.imul(even6, FIX_1_847759065);
  const high = turned + Math.imul(even2, FIX_0_765366865);
  const sum = ((first + even4) << POINT) + ROUNDED;
  const difference = ((first - even4) << POINT) + ROUNDED;
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

  target[at + 0] = (part0 + turn3) >> ACROSS;
  target[at + 1] = (part1 + turn2) >> ACROSS;
  target[at + 2] = (part2 + turn1) >> ACROSS;
  target[at + 3] = (part3 + turn0) >> ACROSS;
  target[at + 4] = (part3 - turn0) >> ACROSS;
  target[at + 5] = (part2 - turn1) >> ACROSS;
  target[at + 6] = (part1 - turn2) >> ACROSS;
  target[at + 7] = (part0 - turn3) >> ACROSS;
}
