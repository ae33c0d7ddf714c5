import type { Point } from '../../shared/geometry';
import type { Easel } from './easel';
import { mix, shade, type ActorLook } from './look';
import { curve, ellipse, EVEN, stroke, type Path } from './paths';
import type { Pose } from './pose';
import type { Colour, Coverage } from './raster';

/** Where eyes stand in a FER2013 crop (median of 148 faces): .185 to either side of the middle line. */
const EYE_X = 0.185;
export const EYE_Y = 0.39;

const WHITE: Colour = [240, 237, 232];
const PUPIL: Colour = [18, 14, 14];
const SAMPLES = Array.from({ length: 15 }, (_, at) => at / 7 - 1); // -1 inner corner .. 1 outer corner

/** @param side 1 for the eye on the right of the picture, -1 for the left */
export function drawEye(
  easel: Easel,
  look: ActorLook,
  pose: Pose,
  side: 1 | -1,
  gaze: Point,
  skin: Coverage,
): void {
  const { upper, lower } = lids(look, pose, side);
  const squint = Math.max(0, 1 - pose.lowerLid);
  const line = mix(shade(look.skin, 0.3), [20, 14, 14], 0.6);

  easel.glow(side * 0.172, 0.352, 0.14, 0.085, shade(look.skin, 0.72), 0.5, skin);
  easel.glow(side * 0.19, 0.452, 0.11, 0.035, shade(look.skin, 0.8), 0.3 + 0.4 * look.age, skin);
  easel.paint(stroke(shifted(upper, -0.021), 0.009), shade(look.skin, 0.62), 0.65, skin);
  const eye = easel.paint([...upper, ...lower.toReversed()], WHITE);
  drawIris(easel, look, { x: side * EYE_X + gaze.x, y: EYE_Y + gaze.y + pose.gazeDown - 0.003 }, eye);
  easel.paint(stroke(shifted(upper, 0.008), 0.02), [40, 30, 34], 0.3, eye);
  easel.paint(stroke(lower, 0.007), shade(look.skin, 0.55), 0.7);
  easel.paint(stroke(upper, look.lash), line);
  if (look.lash > 0.0165) easel.paint(lashes(upper, side), line);
  const bag = 0.5 * Math.min(1, squint * 1.4) + 0.3 * look.age;
  easel.paint(stroke(shifted(lower, 0.024), 0.008), shade(look.skin, 0.6), bag, skin);
}

function lids(
  look: ActorLook,
  pose: Pose,
  side: 1 | -1,
): { readonly upper: Point[]; readonly lower: Point[] } {
  const above = 0.047 * look.eyeSize * pose.upperLid;
  const below = 0.031 * look.eyeSize * pose.lowerLid;
  const at = (t: number, height: number): Point => ({
    x: side * (EYE_X + t * look.eyeHalf),
    y: EYE_Y + 0.004 - look.eyeTilt * t + height * arch(t) + 0.022 * pose.outerDroop * Math.max(0, t + 0.3),
  });
  return { upper: SAMPLES.map((t) => at(t, -above)), lower: SAMPLES.map((t) => at(t, below)) };
}

/** An almond: between a parabola and an ellipse. */
function arch(t: number): number {
  const parabola = 1 - t * t;
  return 0.5 * parabola + 0.5 * Math.sqrt(parabola);
}

function shifted(line: readonly Point[], down: number): Point[] {
  return line.map(({ x, y }) => ({ x, y: y + down }));
}

function drawIris(easel: Easel, look: ActorLook, { x, y }: Point, eye: Coverage): void {
  easel.paint(ellipse({ x, y }, 0.044, 0.044), shade(look.iris, 0.55), 1, eye);
  easel.paint(ellipse({ x, y: y + 0.002 }, 0.037, 0.037), look.iris, 1, eye);
  easel.glow(x, y + 0.02, 0.035, 0.025, shade(look.iris, 1.5), 0.5, eye);
  easel.paint(ellipse({ x, y }, 0.019, 0.019), PUPIL, 1, eye);
  easel.paint(ellipse({ x: x + 0.014, y: y - 0.016 }, 0.0095, 0.0095), [255, 255, 255], 0.95, eye);
}

function lashes(upper: readonly Point[], side: 1 | -1): Path {
  const outer = upper.slice(-4);
  const last = outer[3] ?? { x: 0, y: 0 };
  return stroke([...outer, { x: last.x + side * 0.018, y: last.y - 0.012 }], 0.016);
}

export function drawBrow(easel: Easel, look: ActorLook, pose: Pose, side: 1 | -1): void {
  const inner = pose.browInner + look.restBrow;
  const outer = pose.browOuter + look.restBrow;
  const y = look.browY;
  const line = curve([
    { x: side * (0.082 - pose.browTogether), y: y + 0.012 - inner },
    { x: side * (0.135 - 0.6 * pose.browTogether), y: y - 0.3 * look.browArch - 0.85 * inner - 0.1 * outer },
    { x: side * 0.225, y: y - look.browArch - 0.25 * inner - 0.7 * outer },
    { x: side * 0.3, y: y + 0.018 - outer },
  ]);
  const isFaint = look.hairStyle === 'bald' ? 0.85 : 0.95;
  easel.paint(stroke(line, look.browThickness, browThickness), look.brow, isFaint);
}

function browThickness(along: number): number {
  return along < 0.3 ? 0.7 + along : 1 - 0.95 * (along - 0.3);
}

export function drawGlasses(easel: Easel, look: ActorLook): void {
  const frame: Colour = look.glasses === 'round' ? [92, 66, 44] : [34, 34, 40];
  for (const side of [-1, 1]) {
    const rim = look.glasses === 'round' ? roundRim(side) : squareRim(side);
    easel.paint(rim, [225, 235, 245], 0.08);
    easel.paint(stroke([...rim, ...rim.slice(0, 2)], 0.011, EVEN), frame, 0.95);
    const temple = [
      { x: side * 0.315, y: 0.37 },
      { x: side * (look.cheekHalf + 0.015), y: 0.385 },
    ];
    easel.paint(stroke(temple, 0.016, EVEN), frame, 0.9);
  }
  const bridge = curve([
    { x: -0.062, y: 0.385 },
    { x: 0, y: 0.368 },
    { x: 0.062, y: 0.385 },
  ]);
  easel.paint(stroke(bridge, 0.014, EVEN), frame, 0.95);
}

function roundRim(side: number): Point[] {
  return ellipse({ x: side * 0.19, y: 0.405 }, 0.13, 0.115);
}

function squareRim(side: number): Point[] {
  const corners = [
    [0.068, 0.325],
    [0.19, 0.312],
    [0.318, 0.322],
    [0.312, 0.43],
    [0.275, 0.49],
    [0.18, 0.5],
    [0.09, 0.48],
    [0.064, 0.42],
  ] as const;
  return closedThrough(corners.map(([x, y]) => ({ x: side * x, y })));
}

function closedThrough(points: readonly Point[]): Point[] {
  const first = points[0];
  return first ? curve([...points, first]) : [];
}
