/** dx = dy where x > 0, else 0. @param bytes a multiple of 4 */
export function reluGradient(x: usize, dy: usize, dx: usize, bytes: usize): void {
  const zero = f32x4.splat(0);
  const end = x + bytes;
  for (; x + 16 <= end; x += 16, dy += 16, dx += 16)
    v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(x), zero)));
  for (; x < end; x += 4, dy += 4, dx += 4) store<f32>(dx, load<f32>(x) > 0 ? load<f32>(dy) : 0);
}

/**
 * Gradient of a max pool over 2 x 2 windows that touch and cover the picture; of equal values the first gets it.
 *
 * @param x [rows * 2, columns * 2, channels], all images one below the other; channels a multiple of 4
 */
export function pool2x2Gradient(
  x: usize,
  dy: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  channels: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const line = pixel * columns * 2;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      for (const end = dy + pixel; dy < end; dy += 16, x += 16, dx += 16) {
        const gradient = v128.load(dy);
        const a = v128.load(x);
        const b = v128.load(x + pixel);
        const c = v128.load(x + line);
        const d = v128.load(x + line + pixel);
        const isRight = f32x4.lt(a, b);
        const isRightBelow = f32x4.lt(c, d);
        const isLower = f32x4.lt(v128.bitselect(b, a, isRight), v128.bitselect(d, c, isRightBelow));
        const upper = v128.andnot(gradient, isLower);
        const lower = v128.and(gradient, isLower);
        v128.store(dx, v128.andnot(upper, isRight));
        v128.store(dx + pixel, v128.and(upper, isRight));
        v128.store(dx + line, v128.andnot(lower, isRightBelow));
        v128.store(dx + line + pixel, v128.and(lower, isRightBelow));
      }
      x += pixel;
      dx += pixel;
    }
    x += line;
    dx += line;
  }
}
