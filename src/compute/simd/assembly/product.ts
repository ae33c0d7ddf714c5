import { madd } from './madd';

/** Columns of one panel of the right-hand matrix: two vectors. */
export const PANEL: i32 = 8;

/**
 * c = a b for matrices of float32. Steps are in bytes.
 *
 * It never adds to c: with that written behind the loops, V8 keeps the sums in memory and takes twice as long.
 *
 * @param a rows x depth, at a + row * aRow + k * aStep
 * @param b in panels of eight columns, each [depth, 8]
 * @param c rows x columns, its rows cRow apart
 * @param rows a multiple of 4
 * @param columns a multiple of 8
 */
export function product(
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cRow: usize,
  rows: i32,
  columns: i32,
  depth: i32,
): void {
  const sixes = sixesIn(rows);
  for (let column = 0; column < columns; column += PANEL) {
    let left = a;
    let to = c + ((<usize>column) << 2);
    for (let six = 0; six < sixes; six += 1) {
      sixRows(left, aRow, aStep, b, to, cRow, depth);
      left += 6 * aRow;
      to += 6 * cRow;
    }
    for (let row = sixes * 6; row < rows; row += 4) {
      fourRows(left, aRow, aStep, b, to, cRow, depth);
      left += 4 * aRow;
      to += 4 * cRow;
    }
    b += (<usize>depth) << 5;
  }
}

/**
 * How many groups of six leave a multiple of four. Six rows of two vectors are twelve sums, which with their factors
 * fill the sixteen registers of x86; without a fused instruction the products need registers too, and four are faster.
 */
function sixesIn(rows: i32): i32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return 0;
  let sixes = rows / 6;
  while ((rows - sixes * 6) & 3) sixes -= 1;
  return sixes;
}

function sixRows(a: usize, aRow: usize, aStep: usize, b: usize, c: usize, cRow: usize, depth: i32): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  let s40 = s00;
  let s41 = s00;
  let s50 = s00;
  let s51 = s00;
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  let a4 = a3 + aRow;
  let a5 = a4 + aRow;
  for (const end = b + ((<usize>depth) << 5); b < end; b += 32) {
    const right0 = v128.load(b);
    const right1 = v128.load(b, 16);
    let left = v128.load32_splat(a);
    s00 = madd(left, right0, s00);
    s01 = madd(left, right1, s01);
    left = v128.load32_splat(a1);
    s10 = madd(left, right0, s10);
    s11 = madd(left, right1, s11);
    left = v128.load32_splat(a2);
    s20 = madd(left, right0, s20);
    s21 = madd(left, right1, s21);
    left = v128.load32_splat(a3);
    s30 = madd(left, right0, s30);
    s31 = madd(left, right1, s31);
    left = v128.load32_splat(a4);
    s40 = madd(left, right0, s40);
    s41 = madd(left, right1, s41);
    left = v128.load32_splat(a5);
    s50 = madd(left, right0, s50);
    s51 = madd(left, right1, s51);
    a += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    a4 += aStep;
    a5 += aStep;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  c += cRow;
  v128.store(c, s10);
  v128.store(c, s11, 16);
  c += cRow;
  v128.store(c, s20);
  v128.store(c, s21, 16);
  c += cRow;
  v128.store(c, s30);
  v128.store(c, s31, 16);
  c += cRow;
  v128.store(c, s40);
  v128.store(c, s41, 16);
  c += cRow;
  v128.store(c, s50);
  v128.store(c, s51, 16);
}

function fourRows(a: usize, aRow: usize, aStep: usize, b: usize, c: usize, cRow: usize, depth: i32): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (const end = b + ((<usize>depth) << 5); b < end; b += 32) {
    const right0 = v128.load(b);
    const right1 = v128.load(b, 16);
    let left = v128.load32_splat(a);
    s00 = madd(left, right0, s00);
    s01 = madd(left, right1, s01);
    left = v128.load32_splat(a1);
    s10 = madd(left, right0, s10);
    s11 = madd(left, right1, s11);
    left = v128.load32_splat(a2);
    s20 = madd(left, right0, s20);
    s21 = madd(left, right1, s21);
    left = v128.load32_splat(a3);
    s30 = madd(left, right0, s30);
    s31 = madd(left, right1, s31);
    a += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  c += cRow;
  v128.store(c, s10);
  v128.store(c, s11, 16);
  c += cRow;
  v128.store(c, s20);
  v128.store(c, s21, 16);
  c += cRow;
  v128.store(c, s30);
  v128.store(c, s31, 16);
}
