import type { Point, RgbaPicture } from '../../shared/geometry';
import { randomBits } from '../../shared/random';
import { place, type Path, type Placement } from './paths';

/** Red, green, blue, 0..255, gamma-encoded. */
export type Colour = readonly [number, number, number];

/** What is painted on: [height, width, 3] float32, 0..255. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly rgb: Float32Array;
}

/** How much of each pixel a shape covers, 0..1, over its own rectangle of the canvas. */
export interface Coverage {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly share: Float32Array;
}

export function newCanvas(width: number, height: number): Canvas {
  return { width, height, rgb: new Float32Array(width * height * 3) };
}

/**
 * Exact area coverage of a closed outline: every edge leaves its signed area where it passes, and a running sum along
 * each row fills what lies between (the method of Levien's font-rs).
 */
export function cover(canvas: Canvas, outline: Path, placement: Placement): Coverage {
  const path = outline.map((point) => place(point, placement));
  const rect = bounds(path, canvas);
  const stride = rect.width + 2;
  const area = new Float32Array(stride * rect.height);
  let from = path.at(-1);
  for (const to of path) {
    if (from) addEdge(area, stride, rect, from, to);
    from = to;
  }
  return { ...rect, share: runningSums(area, stride, rect) };
}

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function bounds(path: Path, canvas: Canvas): Rect {
  let left = canvas.width;
  let top = canvas.height;
  let right = 0;
  let bottom = 0;
  for (const { x, y } of path) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  const x = Math.max(0, Math.floor(left));
  const y = Math.max(0, Math.floor(top));
  const width = Math.max(0, Math.min(canvas.width, Math.ceil(right)) - x);
  const height = Math.max(0, Math.min(canvas.height, Math.ceil(bottom)) - y);
  return { x, y, width, height };
}

function addEdge(area: Float32Array, stride: number, rect: Rect, from: Point, to: Point): void {
  if (from.y === to.y) return;
  const sign = from.y < to.y ? 1 : -1;
  const top = sign > 0 ? from : to;
  const bottom = sign > 0 ? to : from;
  const slope = (bottom.x - top.x) / (bottom.y - top.y);
  const last = Math.min(rect.height, Math.ceil(bottom.y - rect.y));
  for (let row = Math.max(0, Math.floor(top.y - rect.y)); row < last; row += 1) {
    const y0 = Math.max(top.y, rect.y + row);
    const y1 = Math.min(bottom.y, rect.y + row + 1);
    const x0 = inside(top.x + (y0 - top.y) * slope - rect.x, rect.width);
    const x1 = inside(top.x + (y1 - top.y) * slope - rect.x, rect.width);
    if (y1 > y0) addSpan(area, row * stride, Math.min(x0, x1), Math.max(x0, x1), sign * (y1 - y0));
  }
}

function inside(x: number, width: number): number {
  return Math.max(0, Math.min(width, x));
}

/** Spreads the area to the right of a piece of edge, which runs from x0 to x1 within one row, over the pixels it crosses. */
function addSpan(area: Float32Array, row: number, x0: number, x1: number, height: number): void {
  const first = Math.floor(x0);
  const end = Math.max(first + 1, Math.ceil(x1));
  let before = 0;
  for (let column = first; column < end; column += 1) {
    const covered = height * coveredUpTo(column + 1, x0, x1);
    area[row + column] = (area[row + column] ?? 0) + covered - before;
    before = covered;
  }
  // What a pixel's own column did not take goes to the one after: from there on the row is covered fully.
  area[row + end] = (area[row + end] ?? 0) + height - before;
}

/** Mean over the edge of how far column - 1 .. column lies to its right: 0 left of the edge, 1 right of it. */
function coveredUpTo(column: number, x0: number, x1: number): number {
  return integral(column, x0, x1) - integral(column - 1, x0, x1);
}

/** Area, per unit of height, between a straight edge over x0..x1 and a vertical line at x right of it. */
function integral(x: number, x0: number, x1: number): number {
  if (x <= x0) return 0;
  if (x >= x1) return x - 0.5 * (x0 + x1);
  return (0.5 * (x - x0) * (x - x0)) / (x1 - x0);
}

function runningSums(area: Float32Array, stride: number, { width, height }: Rect): Float32Array {
  const share = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    let sum = 0;
    for (let column = 0; column < width; column += 1) {
      sum += area[row * stride + column] ?? 0;
      share[row * width + column] = Math.min(1, Math.abs(sum));
    }
  }
  return share;
}

/** Paints a covered area in one colour, within `clip` where given. */
export function paint(canvas: Canvas, covered: Coverage, colour: Colour, opacity = 1, clip?: Coverage): void {
  const rect = clip ? overlap(covered, clip) : covered;
  for (let y = rect.y; y < rect.y + rect.height; y += 1) {
    const from = indexIn(covered, rect.x, y);
    const clipFrom = clip ? indexIn(clip, rect.x, y) : 0;
    for (let column = 0; column < rect.width; column += 1) {
      const share = covered.share[from + column] ?? 0;
      if (share === 0) continue;
      const clipped = clip ? (clip.share[clipFrom + column] ?? 0) : 1;
      blend(canvas.rgb, 3 * (y * canvas.width + rect.x + column), colour, opacity * share * clipped);
    }
  }
}

function overlap(one: Rect, other: Rect): Rect {
  const x = Math.max(one.x, other.x);
  const y = Math.max(one.y, other.y);
  const width = Math.min(one.x + one.width, other.x + other.width) - x;
  const height = Math.min(one.y + one.height, other.y + other.height) - y;
  return { x, y, width: Math.max(0, width), height: Math.max(0, height) };
}

function indexIn(rect: Rect, x: number, y: number): number {
  return (y - rect.y) * rect.width + x - rect.x;
}

/** A soft spot of colour: full in its centre, nothing at the rim of the ellipse. */
interface Glow {
  readonly centre: Point;
  readonly radiusX: number;
  readonly radiusY: number;
}

export function paintGlow(
  canvas: Canvas,
  { centre, radiusX, radiusY }: Glow,
  placement: Placement,
  colour: Colour,
  opacity: number,
  clip?: Coverage,
): void {
  const rim: Path = [
    { x: centre.x - radiusX, y: centre.y - radiusY },
    { x: centre.x + radiusX, y: centre.y - radiusY },
    { x: centre.x + radiusX, y: centre.y + radiusY },
    { x: centre.x - radiusX, y: centre.y + radiusY },
  ];
  const spot = bounds(
    rim.map((point) => place(point, placement)),
    canvas,
  );
  const rect = clip ? overlap(spot, clip) : spot;
  const back = inverse(placement);
  const stepU = back.a / radiusX;
  const stepV = back.b / radiusY;
  for (let y = rect.y; y < rect.y + rect.height; y += 1) {
    const startU = (back.a * (rect.x + 0.5) + back.c * (y + 0.5) + back.e - centre.x) / radiusX;
    const startV = (back.b * (rect.x + 0.5) + back.d * (y + 0.5) + back.f - centre.y) / radiusY;
    const clipFrom = clip ? indexIn(clip, rect.x, y) : 0;
    for (let column = 0; column < rect.width; column += 1) {
      const u = startU + column * stepU;
      const v = startV + column * stepV;
      const fall = 1 - u * u - v * v;
      if (fall <= 0) continue;
      const share = clip ? (clip.share[clipFrom + column] ?? 0) : 1;
      blend(canvas.rgb, 3 * (y * canvas.width + rect.x + column), colour, opacity * fall * fall * share);
    }
  }
}

function inverse({ a, b, c, d, e, f }: Placement): Placement {
  const det = a * d - b * c;
  return {
    a: d / det,
    b: -b / det,
    c: -c / det,
    d: a / det,
    e: (c * f - d * e) / det,
    f: (b * e - a * f) / det,
  };
}

// By index, not by destructuring: this is the innermost line of all drawing.
function blend(rgb: Float32Array, at: number, colour: Colour, opacity: number): void {
  const red = rgb[at] ?? 0;
  const green = rgb[at + 1] ?? 0;
  const blue = rgb[at + 2] ?? 0;
  rgb[at] = red + (colour[0] - red) * opacity;
  rgb[at + 1] = green + (colour[1] - green) * opacity;
  rgb[at + 2] = blue + (colour[2] - blue) * opacity;
}

/** Each pixel becomes ¼ ½ ¼ of itself and its neighbours, along rows and then columns: a lens that is not quite sharp. */
export function soften(canvas: Canvas): void {
  const { width, height, rgb } = canvas;
  for (let row = 0; row < height; row += 1) softenLine(rgb, 3 * row * width, width, 3);
  for (let column = 0; column < width; column += 1) softenLine(rgb, 3 * column, height, 3 * width);
}

function softenLine(rgb: Float32Array, start: number, count: number, step: number): void {
  for (let channel = start; channel < start + 3; channel += 1) {
    let before = rgb[channel] ?? 0;
    let here = before;
    for (let at = 0; at < count; at += 1) {
      const index = channel + at * step;
      const after = at + 1 < count ? (rgb[index + step] ?? 0) : here;
      rgb[index] = 0.25 * before + 0.5 * here + 0.25 * after;
      before = here;
      here = after;
    }
  }
}

/** What reaches the sensor. */
interface Exposure {
  readonly level: number; // factor on every pixel
  readonly contrast: number; // factor about mid-grey
  readonly noise: number; // 0..255, largest error of a pixel's brightness; mostly much less
  readonly noiseSeed: number;
}

export function develop(canvas: Canvas, exposure: Exposure): RgbaPicture {
  const { width, height, rgb } = canvas;
  const data = new Uint8ClampedArray(width * height * 4);
  const gain = exposure.level * exposure.contrast;
  const offset = 128 * (1 - exposure.contrast);
  let bits = 0;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    // Two pixels share one draw of 32 bits: 16 each, as two bytes whose mean is triangular about zero.
    bits = pixel % 2 === 0 ? randomBits(exposure.noiseSeed, pixel) : bits >>> 16;
    const error = ((bits & 255) + ((bits >>> 8) & 255) - 255) * (exposure.noise / 255);
    data[4 * pixel] = (rgb[3 * pixel] ?? 0) * gain + offset + error;
    data[4 * pixel + 1] = (rgb[3 * pixel + 1] ?? 0) * gain + offset + error;
    data[4 * pixel + 2] = (rgb[3 * pixel + 2] ?? 0) * gain + offset + error;
    data[4 * pixel + 3] = 255;
  }
  return { width, height, data };
}
