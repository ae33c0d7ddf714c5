// The filters of Winograd's convolutions; see winograd.ts.

/**
 * Filters into their spectrum, in panels as `product` wants its right-hand side: [16, outputs / 8, inputs, 8].
 *
 * @param filter [9, ..]: taps `tap` bytes apart, from input to input `inputStep`, from output to output `outputStep`.
 *   Turned by 180 degrees with a negative `tap` from the last one.
 * @param outputs a multiple of 8
 */
export function filterToSpectrum(
  filter: usize,
  tap: isize,
  inputStep: usize,
  outputStep: usize,
  inputs: i32,
  outputs: i32,
  spectrum: usize,
  part: usize,
): void {
  for (let output = 0; output < outputs; output += 4) {
    const panel = spectrum + (((<usize>(output >> 3) * inputs) << 5) + ((<usize>(output & 4)) << 2));
    for (let input = 0; input < inputs; input += 1) {
      let from = filter + <usize>input * inputStep + <usize>output * outputStep;
      const g00 = gather(from, outputStep);
      const g01 = gather((from += tap), outputStep);
      const g02 = gather((from += tap), outputStep);
      const g10 = gather((from += tap), outputStep);
      const g11 = gather((from += tap), outputStep);
      const g12 = gather((from += tap), outputStep);
      const g20 = gather((from += tap), outputStep);
      const g21 = gather((from += tap), outputStep);
      const g22 = gather((from += tap), outputStep);
      const s0 = f32x4.add(g00, g20);
      const s1 = f32x4.add(g01, g21);
      const s2 = f32x4.add(g02, g22);
      let to = panel + ((<usize>input) << 5);
      to = filterLine(g00, g01, g02, to, part);
      to = filterLine(half(f32x4.add(s0, g10)), half(f32x4.add(s1, g11)), half(f32x4.add(s2, g12)), to, part);
      to = filterLine(half(f32x4.sub(s0, g10)), half(f32x4.sub(s1, g11)), half(f32x4.sub(s2, g12)), to, part);
      filterLine(g20, g21, g22, to, part);
    }
  }
}

function gather(from: usize, step: usize): v128 {
  let values = v128.load32_zero(from);
  values = v128.load32_lane(from + step, values, 1);
  values = v128.load32_lane(from + step * 2, values, 2);
  return v128.load32_lane(from + step * 3, values, 3);
}

function half(value: v128): v128 {
  return f32x4.mul(value, f32x4.splat(0.5));
}

function filterLine(a: v128, b: v128, c: v128, to: usize, part: usize): usize {
  const ends = f32x4.add(a, c);
  v128.store(to, a);
  v128.store((to += part), half(f32x4.add(ends, b)));
  v128.store((to += part), half(f32x4.sub(ends, b)));
  v128.store((to += part), c);
  return to + part;
}

/**
 * The transpose of filterToSpectrum: G' s G.
 *
 * @param spectrum [16, pairs], `pairs` of input and output channel; a multiple of 4
 * @param filter [9, pairs]
 */
export function spectrumToFilter(spectrum: usize, pairs: i32, filter: usize): void {
  const tap = (<usize>pairs) << 2;
  const four = tap * 4;
  for (const end = spectrum + tap; spectrum < end; spectrum += 16, filter += 16) {
    let to = filter;
    for (let column = 0; column < 3; column += 1) {
      // One column of G' s G needs three sums of the four columns of s.
      let from = spectrum;
      const r0 = spectrumColumn(from, tap, column);
      const r1 = spectrumColumn((from += four), tap, column);
      const r2 = spectrumColumn((from += four), tap, column);
      const r3 = spectrumColumn(from + four, tap, column);
      v128.store(to, f32x4.add(r0, half(f32x4.add(r1, r2))));
      v128.store(to + tap * 3, half(f32x4.sub(r1, r2)));
      v128.store(to + tap * 6, f32x4.add(half(f32x4.add(r1, r2)), r3));
      to += tap;
    }
  }
}

function spectrumColumn(from: usize, tap: usize, column: i32): v128 {
  const b = v128.load(from + tap);
  const c = v128.load(from + tap * 2);
  if (column == 1) return half(f32x4.sub(b, c));
  const outer = v128.load(column == 0 ? from : from + tap * 3);
  return f32x4.add(outer, half(f32x4.add(b, c)));
}
