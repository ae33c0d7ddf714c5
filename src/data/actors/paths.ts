import type { Point } from '../../shared/geometry';

// Only + - * / and the square root, which IEEE 754 defines to the last bit: Math.sin and its like may differ between
// browsers, and the same actor must have the same bytes in all of them.

/** A closed outline; the last point joins the first. */
export type Path = readonly Point[];

/** A step from one pair of axes to another: x' = a x + c y + e, y' = b x + d y + f. */
export interface Placement {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** Sine and cosine by their Taylor series; exact to 1e-9 for angles up to ±π/2, in radians. */
export function sinCos(angle: number): { readonly sin: number; readonly cos: number } {
  const s = angle * angle;
  const sin =
    angle *
    (1 - (s / 6) * (1 - (s / 20) * (1 - (s / 42) * (1 - (s / 72) * (1 - (s / 110) * (1 - s / 156))))));
  const cos = 1 - (s / 2) * (1 - (s / 12) * (1 - (s / 30) * (1 - (s / 56) * (1 - (s / 90) * (1 - s / 132)))));
  return { sin, cos };
}

const SPAN_STEPS = 7;

/** A smooth line through the points (Catmull and Rom 1974), as a fine polyline. */
export function curve(points: readonly Point[]): Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return [];
  return [...spans([first, ...points, last]), last];
}

/** A smooth closed outline through the points. */
export function loop(points: readonly Point[]): Point[] {
  const [first, second] = points;
  const last = points.at(-1);
  if (!first || !second || !last) return [];
  return spans([last, ...points, first, second]);
}

function spans(points: readonly Point[]): Point[] {
  const line: Point[] = [];
  for (let at = 1; at + 2 < points.length; at += 1) {
    const [p0, p1, p2, p3] = points.slice(at - 1, at + 3) as [Point, Point, Point, Point]; // four, by the loop's bound
    for (let step = 0; step < SPAN_STEPS; step += 1) {
      const t = step / SPAN_STEPS;
      line.push({ x: spline(t, p0.x, p1.x, p2.x, p3.x), y: spline(t, p0.y, p1.y, p2.y, p3.y) });
    }
  }
  return line;
}

function spline(t: number, v0: number, v1: number, v2: number, v3: number): number {
  const cubic = 3 * (v1 - v2) + v3 - v0;
  const square = 2 * v0 - 5 * v1 + 4 * v2 - v3;
  return v1 + 0.5 * t * (v2 - v0 + t * (square + t * cubic));
}

/** @param turn radians, clockwise on screen, ±π/2 */
export function ellipse(centre: Point, radiusX: number, radiusY: number, turn = 0): Point[] {
  const { sin, cos } = sinCos(turn);
  return UNIT_CIRCLE.map(({ x, y }) => ({
    x: centre.x + radiusX * x * cos - radiusY * y * sin,
    y: centre.y + radiusX * x * sin + radiusY * y * cos,
  }));
}

const UNIT_CIRCLE = unitCircle(10);

function unitCircle(stepsPerQuarter: number): Point[] {
  const quarter = Array.from({ length: stepsPerQuarter }, (_, step) =>
    sinCos((Math.PI / 2 / stepsPerQuarter) * step),
  );
  return [
    ...quarter.map(({ sin, cos }) => ({ x: cos, y: sin })),
    ...quarter.map(({ sin, cos }) => ({ x: -sin, y: cos })),
    ...quarter.map(({ sin, cos }) => ({ x: -cos, y: -sin })),
    ...quarter.map(({ sin, cos }) => ({ x: sin, y: -cos })),
  ];
}

/** A brush stroke along a line: how thick it is at 0..1 of its way, as a share of `width`. */
export function stroke(line: readonly Point[], width: number, thickness = LENTIL): Path {
  const sides = line.map((point, at) =>
    side(line, at, point, 0.5 * width * thickness(at / (line.length - 1))),
  );
  return [...sides.map(([left]) => left), ...sides.map(([, right]) => right).toReversed()];
}

/** Thick in the middle, a third of that at the ends. */
const LENTIL = (along: number): number => 1 - 0.7 * (2 * along - 1) ** 2;
/** The same all along. */
export const EVEN = (): number => 1;

function side(line: readonly Point[], at: number, point: Point, half: number): readonly [Point, Point] {
  const before = line[at - 1] ?? point;
  const after = line[at + 1] ?? point;
  const length = Math.sqrt((after.x - before.x) ** 2 + (after.y - before.y) ** 2) || 1;
  const x = (-(after.y - before.y) / length) * half;
  const y = ((after.x - before.x) / length) * half;
  return [
    { x: point.x + x, y: point.y + y },
    { x: point.x - x, y: point.y - y },
  ];
}

/** Left and right swapped about x = 0. */
export function mirrored(path: Path): Point[] {
  return path.map(({ x, y }) => ({ x: -x, y }));
}

export function place({ x, y }: Point, { a, b, c, d, e, f }: Placement): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}
