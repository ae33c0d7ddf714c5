import { madd } from './madd';

// Rows whose sums stay in single precision: few enough to lose nothing, before they go into the double-precision ones.
const ROWS_AT_ONCE: i32 = 64;

/**
 * Sums of (x - pivot) and of its square, per column, added to `sums` and `squares` [channels] of float64.
 *
 * @param x [rows, channels]
 */
export function columnSums(
  x: usize,
  rows: i32,
  channels: i32,
  pivot: usize,
  sums: usize,
  squares: usize,
): void {
  const line = (<usize>channels) << 2;
  const vectors = line & ~15;
  for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
    const block = x + <usize>first * line;
    const end = block + <usize>min(ROWS_AT_ONCE, rows - first) * line;
    for (let at: usize = 0; at < vectors; at += 16) {
      const middle = v128.load(pivot + at);
      let sum = f32x4.splat(0);
      let square = sum;
      for (let from = block + at; from < end; from += line) {
        const value = f32x4.sub(v128.load(from), middle);
        sum = f32x4.add(sum, value);
        square = madd(value, value, square);
      }
      addDoubles(sums + at * 2, sum);
      addDoubles(squares + at * 2, square);
    }
    for (let at = vectors; at < line; at += 4) {
      for (let from = block + at; from < end; from += line) {
        const value = <f64>(load<f32>(from) - load<f32>(pivot + at));
        addDouble(sums + at * 2, value);
        addDouble(squares + at * 2, value * value);
      }
    }
  }
}

/** Sums of dy and of dy * (x - mean), per column, added to `gradients` and `products` [channels] of float64. */
export function gradientSums(
  x: usize,
  dy: usize,
  rows: i32,
  channels: i32,
  mean: usize,
  gradients: usize,
  products: usize,
): void {
  const line = (<usize>channels) << 2;
  const vectors = line & ~15;
  const toGradient = dy - x;
  for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
    const block = x + <usize>first * line;
    const end = block + <usize>min(ROWS_AT_ONCE, rows - first) * line;
    for (let at: usize = 0; at < vectors; at += 16) {
      const middle = v128.load(mean + at);
      let gradient = f32x4.splat(0);
      let product = gradient;
      for (let from = block + at; from < end; from += line) {
        const slope = v128.load(from + toGradient);
        gradient = f32x4.add(gradient, slope);
        product = madd(slope, f32x4.sub(v128.load(from), middle), product);
      }
      addDoubles(gradients + at * 2, gradient);
      addDoubles(products + at * 2, product);
    }
    for (let at = vectors; at < line; at += 4) {
      for (let from = block + at; from < end; from += line) {
        const slope = <f64>load<f32>(from + toGradient);
        addDouble(gradients + at * 2, slope);
        addDouble(products + at * 2, slope * <f64>(load<f32>(from) - load<f32>(mean + at)));
      }
    }
  }
}

function addDoubles(to: usize, values: v128): void {
  const upper = i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(values)));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(upper)), 16);
}

function addDouble(to: usize, value: f64): void {
  store<f64>(to, load<f64>(to) + value);
}

/** y = (x - mean) * scale + shift per column. */
export function normalise(
  x: usize,
  y: usize,
  rows: i32,
  channels: i32,
  mean: usize,
  scale: usize,
  shift: usize,
): void {
  const line = (<usize>channels) << 2;
  const vectors = line & ~15;
  for (const end = x + <usize>rows * line; x < end; x += line, y += line) {
    for (let at: usize = 0; at < vectors; at += 16) {
      const value = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      v128.store(y + at, madd(value, v128.load(scale + at), v128.load(shift + at)));
    }
    for (let at = vectors; at < line; at += 4) {
      const value = load<f32>(x + at) - load<f32>(mean + at);
      store<f32>(y + at, value * load<f32>(scale + at) + load<f32>(shift + at));
    }
  }
}

/** dx = dy * a + (x - mean) * b + c per column. */
export function normaliseGradient(
  x: usize,
  dy: usize,
  dx: usize,
  rows: i32,
  channels: i32,
  mean: usize,
  a: usize,
  b: usize,
  c: usize,
): void {
  const line = (<usize>channels) << 2;
  const vectors = line & ~15;
  for (const end = x + <usize>rows * line; x < end; x += line, dy += line, dx += line) {
    for (let at: usize = 0; at < vectors; at += 16) {
      const value = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      const part = madd(value, v128.load(b + at), v128.load(c + at));
      v128.store(dx + at, madd(v128.load(dy + at), v128.load(a + at), part));
    }
    for (let at = vectors; at < line; at += 4) {
      const value = load<f32>(x + at) - load<f32>(mean + at);
      const part = value * load<f32>(b + at) + load<f32>(c + at);
      store<f32>(dx + at, load<f32>(dy + at) * load<f32>(a + at) + part);
    }
  }
}
