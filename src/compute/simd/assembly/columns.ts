/**
 * What each output pixel of a convolution sees, one after the other ("im2col").
 *
 * @param x [images, height, width, channels]
 * @param first output pixel, counted over (image, row, column)
 * @param columns [count, pitch]: filterHeight x filterWidth x channels values, then zeros
 */
export function gatherColumns(
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
  first: i32,
  count: i32,
  columns: usize,
  pitch: i32,
): void {
  const perImage = outHeight * outWidth;
  const unused = pitch - filterHeight * filterWidth * channels;
  for (let pixel = first; pixel < first + count; pixel += 1) {
    const image = pixel / perImage;
    const within = pixel - image * perImage;
    const row = within / outWidth;
    const column = (within - row * outWidth) * strideWidth - left;
    // Taps that see the picture: the others are zeros on both sides of one run of memory.
    const from = min(max(0, -column), filterWidth);
    const to = max(min(filterWidth, width - column), from);
    for (let tap = 0; tap < filterHeight; tap += 1) {
      const y = row * strideHeight - top + tap;
      if (y < 0 || y >= height) {
        columns = zeros(columns, filterWidth * channels);
      } else {
        const run = x + ((<usize>(((image * height + y) * width + column + from) * channels)) << 2);
        columns = zeros(columns, from * channels);
        columns = copyRun(run, columns, (to - from) * channels);
        columns = zeros(columns, (filterWidth - to) * channels);
      }
    }
    columns = zeros(columns, unused);
  }
}

function zeros(to: usize, floats: i32): usize {
  const end = to + ((<usize>floats) << 2);
  for (; to + 16 <= end; to += 16) v128.store(to, f32x4.splat(0));
  for (; to < end; to += 4) store<f32>(to, 0);
  return to;
}

function copyRun(from: usize, to: usize, floats: i32): usize {
  const end = to + ((<usize>floats) << 2);
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(from));
  return to;
}

/** [rows, columns] -> [columns / 8, rows, 8] for `product`, with zeros in the last panel behind the last column. */
export function toPanels(from: usize, rows: i32, columns: i32, to: usize): void {
  const line = (<usize>columns) << 2;
  for (let column = 0; column < columns; column += 8) {
    const floats = min(8, columns - column);
    let at = from + ((<usize>column) << 2);
    for (let row = 0; row < rows; row += 1, at += line) to = zeros(copyRun(at, to, floats), 8 - floats);
  }
}

/**
 * y = max(values + bias, floor) per column.
 *
 * @param columns a multiple of 4
 * @param bias [columns], or 0 for none
 */
export function addBias(values: usize, y: usize, rows: i32, columns: i32, bias: usize, floor: f32): void {
  const line = (<usize>columns) << 2;
  const least = f32x4.splat(floor);
  for (const end = values + <usize>rows * line; values < end; values += line, y += line) {
    for (let at: usize = 0; at < line; at += 16) {
      const base = bias ? v128.load(bias + at) : f32x4.splat(0);
      v128.store(y + at, f32x4.max(f32x4.add(v128.load(values + at), base), least));
    }
  }
}

/** [rows, padded] -> [rows, columns]: the first ones of each row. */
export function dropPadding(from: usize, rows: i32, padded: i32, columns: i32, to: usize): void {
  for (let row = 0; row < rows; row += 1, from += (<usize>padded) << 2) to = copyRun(from, to, columns);
}
