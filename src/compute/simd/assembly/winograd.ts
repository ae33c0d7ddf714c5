// Winograd's F(2 x 2, 3 x 3) (Lavin and Gray 2016, arXiv:1509.09308): two by two outputs of a 3 x 3 convolution from a
// 4 x 4 tile of the input with 16 products instead of 36. "Spectrum" is what they call the transformed domain: 16
// values, written [16, ..], so that each of the 16 is a matrix product of its own.
//
//   tile  B' d B     filter  G g G'     output  A' m A
//   B' = 1  0 -1  0    G = 1    0    0     A' = 1  1  1  0
//        0  1  1  0        1/2  1/2  1/2        0  1 -1 -1
//        0 -1  1  0        1/2 -1/2  1/2
//        0  1  0 -1        0    0    1
//
// Here tiles and their gradients, in winograd-filters.ts the filters and theirs.

/**
 * Tiles of pictures into their spectrum.
 *
 * @param x [images, height, width, channels]; channels a multiple of 4
 * @param top what the first tile begins above (left of) the picture: the padding
 * @param first tile, counted over (image, row, column)
 * @param spectrum [16, tiles, channels], its 16 parts `part` bytes apart; tiles from `count` to `padded` are zeros
 * @param patch memory for 16 * channels floats
 */
export function tilesToSpectrum(
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  tileRows: i32,
  tileColumns: i32,
  first: i32,
  count: i32,
  padded: i32,
  spectrum: usize,
  part: usize,
  patch: usize,
): void {
  const pixel = (<usize>channels) << 2;
  const line = pixel * width;
  const perImage = tileRows * tileColumns;
  for (let index = 0; index < count; index += 1) {
    const image = (first + index) / perImage;
    const within = first + index - image * perImage;
    const tileRow = within / tileColumns;
    const y = tileRow * 2 - top;
    const column = (within - tileRow * tileColumns) * 2 - left;
    const picture = x + <usize>image * line * height;
    if (y >= 0 && column >= 0 && y + 4 <= height && column + 4 <= width) {
      tileToSpectrum(picture + <usize>y * line + <usize>column * pixel, line, pixel, spectrum, part);
    } else {
      cutPatch(picture, y, column, height, width, pixel, patch);
      tileToSpectrum(patch, pixel * 4, pixel, spectrum, part);
    }
    spectrum += pixel;
  }
  clearRows(spectrum, part, <usize>(padded - count) * pixel);
}

/** Sixteen pixels around an edge, with zeros where there is no picture. */
function cutPatch(picture: usize, y: i32, x: i32, height: i32, width: i32, pixel: usize, patch: usize): void {
  for (let row = y; row < y + 4; row += 1) {
    for (let column = x; column < x + 4; column += 1) {
      const isInside = row >= 0 && row < height && column >= 0 && column < width;
      if (isInside) copy(picture + <usize>(row * width + column) * pixel, patch, pixel);
      else clear(patch, pixel);
      patch += pixel;
    }
  }
}

function copy(from: usize, to: usize, bytes: usize): void {
  for (const end = from + bytes; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

function clear(to: usize, bytes: usize): void {
  for (const end = to + bytes; to < end; to += 16) v128.store(to, f32x4.splat(0));
}

function clearRows(spectrum: usize, part: usize, bytes: usize): void {
  for (let value = 0; value < 16; value += 1, spectrum += part) clear(spectrum, bytes);
}

function tileToSpectrum(tile: usize, line: usize, pixel: usize, spectrum: usize, part: usize): void {
  const below = tile + line;
  const third = below + line;
  const fourth = third + line;
  for (let at: usize = 0; at < pixel; at += 16) {
    const c1 = at + pixel;
    const c2 = c1 + pixel;
    const c3 = c2 + pixel;
    const r00 = v128.load(tile + at);
    const r01 = v128.load(tile + c1);
    const r02 = v128.load(tile + c2);
    const r03 = v128.load(tile + c3);
    const r10 = v128.load(below + at);
    const r11 = v128.load(below + c1);
    const r12 = v128.load(below + c2);
    const r13 = v128.load(below + c3);
    const r20 = v128.load(third + at);
    const r21 = v128.load(third + c1);
    const r22 = v128.load(third + c2);
    const r23 = v128.load(third + c3);
    let to = spectrum + at;
    to = lineToSpectrum(
      f32x4.sub(r00, r20),
      f32x4.sub(r01, r21),
      f32x4.sub(r02, r22),
      f32x4.sub(r03, r23),
      to,
      part,
    );
    to = lineToSpectrum(
      f32x4.add(r10, r20),
      f32x4.add(r11, r21),
      f32x4.add(r12, r22),
      f32x4.add(r13, r23),
      to,
      part,
    );
    to = lineToSpectrum(
      f32x4.sub(r20, r10),
      f32x4.sub(r21, r11),
      f32x4.sub(r22, r12),
      f32x4.sub(r23, r13),
      to,
      part,
    );
    lineToSpectrum(
      f32x4.sub(r10, v128.load(fourth + at)),
      f32x4.sub(r11, v128.load(fourth + c1)),
      f32x4.sub(r12, v128.load(fourth + c2)),
      f32x4.sub(r13, v128.load(fourth + c3)),
      to,
      part,
    );
  }
}

function lineToSpectrum(a: v128, b: v128, c: v128, d: v128, to: usize, part: usize): usize {
  v128.store(to, f32x4.sub(a, c));
  v128.store((to += part), f32x4.add(b, c));
  v128.store((to += part), f32x4.sub(c, b));
  v128.store((to += part), f32x4.sub(b, d));
  return to + part;
}

/**
 * Spectra back into pictures.
 *
 * @param spectrum [16, tiles, channels], its 16 parts `part` bytes apart
 * @param y [images, height, width, channels]
 * @param bias [channels], or 0 for none
 * @param floor least value that is written: 0 for ReLU, else -Infinity
 */
export function spectrumToTiles(
  spectrum: usize,
  part: usize,
  y: usize,
  height: i32,
  width: i32,
  channels: i32,
  tileRows: i32,
  tileColumns: i32,
  first: i32,
  count: i32,
  bias: usize,
  floor: f32,
): void {
  const pixel = (<usize>channels) << 2;
  const line = pixel * width;
  const perImage = tileRows * tileColumns;
  const least = f32x4.splat(floor);
  for (let index = first; index < first + count; index += 1) {
    const image = index / perImage;
    const within = index - image * perImage;
    const tileRow = within / tileColumns;
    const row = tileRow * 2;
    const column = (within - tileRow * tileColumns) * 2;
    const to = y + <usize>((image * height + row) * width + column) * pixel;
    // A tile that hangs over the edge writes its right or lower half where the other half goes right after.
    const right = column + 1 < width ? pixel : 0;
    const below = row + 1 < height ? line : 0;
    spectrumToTile(spectrum, part, to, right, below, pixel, bias, least);
    spectrum += pixel;
  }
}

function spectrumToTile(
  spectrum: usize,
  part: usize,
  to: usize,
  right: usize,
  below: usize,
  pixel: usize,
  bias: usize,
  least: v128,
): void {
  const four = part * 4;
  for (const end = spectrum + pixel; spectrum < end; spectrum += 16, to += 16) {
    const base = bias ? v128.load(bias) : f32x4.splat(0);
    if (bias) bias += 16;
    let from = spectrum;
    let a = v128.load(from);
    let b = v128.load(from + four);
    let c = v128.load(from + four * 2);
    let d = v128.load(from + four * 3);
    const u0 = f32x4.add(f32x4.add(a, b), c);
    const l0 = f32x4.sub(f32x4.sub(b, c), d);
    from += part;
    a = v128.load(from);
    b = v128.load(from + four);
    c = v128.load(from + four * 2);
    d = v128.load(from + four * 3);
    const u1 = f32x4.add(f32x4.add(a, b), c);
    const l1 = f32x4.sub(f32x4.sub(b, c), d);
    from += part;
    a = v128.load(from);
    b = v128.load(from + four);
    c = v128.load(from + four * 2);
    d = v128.load(from + four * 3);
    const u2 = f32x4.add(f32x4.add(a, b), c);
    const l2 = f32x4.sub(f32x4.sub(b, c), d);
    from += part;
    a = v128.load(from);
    b = v128.load(from + four);
    c = v128.load(from + four * 2);
    d = v128.load(from + four * 3);
    const u3 = f32x4.add(f32x4.add(a, b), c);
    const l3 = f32x4.sub(f32x4.sub(b, c), d);
    // Outside first: what hangs over is then written over.
    v128.store(to + below + right, f32x4.max(f32x4.add(f32x4.sub(f32x4.sub(l1, l2), l3), base), least));
    v128.store(to + below, f32x4.max(f32x4.add(f32x4.add(f32x4.add(l0, l1), l2), base), least));
    v128.store(to + right, f32x4.max(f32x4.add(f32x4.sub(f32x4.sub(u1, u2), u3), base), least));
    v128.store(to, f32x4.max(f32x4.add(f32x4.add(f32x4.add(u0, u1), u2), base), least));
  }
}

/**
 * The transpose of spectrumToTiles: gradients of the outputs into gradients of their spectrum, A dy A', in panels as
 * `product` wants its right-hand side.
 *
 * @param dy [images, height, width, channels]; channels a multiple of 8
 * @param spectrum [16, channels / 8, count, 8], its 16 parts `part` bytes apart
 */
export function gradientsToSpectrum(
  dy: usize,
  height: i32,
  width: i32,
  channels: i32,
  tileRows: i32,
  tileColumns: i32,
  first: i32,
  count: i32,
  spectrum: usize,
  part: usize,
): void {
  const pixel = (<usize>channels) << 2;
  const line = pixel * width;
  const perImage = tileRows * tileColumns;
  for (let index = 0; index < count; index += 1) {
    const image = (first + index) / perImage;
    const within = first + index - image * perImage;
    const tileRow = within / tileColumns;
    const row = tileRow * 2;
    const column = (within - tileRow * tileColumns) * 2;
    const from = dy + <usize>((image * height + row) * width + column) * pixel;
    const hasRight = column + 1 < width;
    const hasBelow = row + 1 < height;
    let to = spectrum + ((<usize>index) << 5);
    for (let channel = 0; channel < channels; channel += 4) {
      const at = from + ((<usize>channel) << 2);
      const zero = f32x4.splat(0);
      const a = v128.load(at);
      const b = hasRight ? v128.load(at + pixel) : zero;
      const c = hasBelow ? v128.load(at + line) : zero;
      const d = hasRight && hasBelow ? v128.load(at + line + pixel) : zero;
      let into = to;
      into = gradientLine(a, b, into, part);
      into = gradientLine(f32x4.add(a, c), f32x4.add(b, d), into, part);
      into = gradientLine(f32x4.sub(a, c), f32x4.sub(b, d), into, part);
      gradientLine(f32x4.neg(c), f32x4.neg(d), into, part);
      // The two halves of a panel are neighbours, panels are not.
      to += channel & 4 ? ((<usize>count) << 5) - 16 : 16;
    }
  }
}

function gradientLine(a: v128, b: v128, to: usize, part: usize): usize {
  v128.store(to, a);
  v128.store((to += part), f32x4.add(a, b));
  v128.store((to += part), f32x4.sub(a, b));
  v128.store((to += part), f32x4.neg(b));
  return to + part;
}

/** to += from, or to = from, for `bytes` bytes, a multiple of 16. */
export function accumulate(from: usize, to: usize, bytes: usize, adds: bool): void {
  const end = from + bytes;
  if (adds)
    for (; from < end; from += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  else for (; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}
