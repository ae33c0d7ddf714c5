import type { Point } from '../../shared/geometry';
import type { Easel } from './easel';
import { mix, shade, type ActorLook } from './look';
import { curve, ellipse, stroke, type Path } from './paths';
import type { Pose } from './pose';
import type { Colour, Coverage } from './raster';

/** Where the mouth stands in a FER2013 crop (median of 148 faces). */
export const MOUTH_Y = 0.79;

const TEETH: Colour = [242, 238, 230];
const DARK: Colour = [38, 10, 14];
const GAP: Colour = [140, 116, 110]; // between teeth
const TONGUE: Colour = [168, 70, 76];
const SAMPLES = Array.from({ length: 25 }, (_, at) => at / 12 - 1); // -1 .. 1, from corner to corner

/** The four lines lips consist of, at -1..1 of the mouth's width. */
interface Lips {
  readonly outerTop: Point[];
  readonly innerTop: Point[];
  readonly innerBottom: Point[];
  readonly outerBottom: Point[];
}

function lipsOf(look: ActorLook, pose: Pose): Lips {
  const half = look.mouthHalf + pose.mouthWide;
  const corner = pose.corner + look.restCorner;
  const above = 0.033 * look.lipThickness * (1 - 0.72 * pose.press) * (1 - 2.2 * Math.max(0, pose.corner));
  const below = 0.043 * look.lipThickness * (1 - 0.65 * pose.press) * (1 + 0.25 * pose.pout);
  const follow = pose.open > 0 ? 0 : 0.3 * pose.upperLip; // of closed lips, the lower follows the upper a little
  const seam = (t: number) =>
    MOUTH_Y - corner * (t * t - 0.35) - 0.028 * pose.skew * t - 0.012 * pose.pout * (1 - t * t);
  // 42 % of the opening lies above the line where the lips would meet: so its middle stays where detectors expect it.
  const top = (t: number) =>
    seam(t) - (0.42 * pose.open + pose.upperLip * (1 + pose.skew * t)) * bulge(t, pose.fullness);
  const bottom = (t: number) => seam(t) + (0.58 * pose.open - follow) * bulge(t, pose.fullness);
  const line = (y: (t: number) => number) => SAMPLES.map((t) => ({ x: t * half, y: y(t) }));
  return {
    outerTop: line((t) => top(t) - above * cupid(t)),
    innerTop: line(top),
    innerBottom: line(bottom),
    outerBottom: line((t) => bottom(t) + below * (0.6 * (1 - t * t) + 0.4 * Math.sqrt(1 - t * t))),
  };
}

/** The opening's outline from pointed to squarish: 1 - t² and its roots. */
function bulge(t: number, fullness: number): number {
  const pointed = 1 - t * t;
  const elliptic = Math.sqrt(pointed);
  const squarish = Math.sqrt(elliptic);
  return fullness < 1
    ? pointed + (elliptic - pointed) * fullness
    : elliptic + (squarish - elliptic) * (fullness - 1);
}

/** The upper lip's bow: two peaks and a dip. */
function cupid(t: number): number {
  const dip = Math.max(0, 1 - 16 * t * t);
  return (1 - t * t) * (1 - 0.22 * dip);
}

export function drawMouth(easel: Easel, look: ActorLook, pose: Pose, skin: Coverage): void {
  const lips = lipsOf(look, pose);
  const low = middle(lips.outerBottom).y;
  easel.glow(0, low + 0.022, 0.12, 0.035, shade(look.skin, 0.7), 0.5, skin);
  easel.paint(ribbon(lips.outerTop, lips.innerTop), shade(look.lips, 0.84));
  const lower = easel.paint(ribbon(lips.innerBottom, lips.outerBottom), look.lips);
  easel.glow(
    0.01,
    (middle(lips.innerBottom).y + low) / 2 + 0.004,
    0.075,
    0.016,
    shade(look.lips, 1.35),
    0.5,
    lower,
  );
  if (pose.open + pose.upperLip > 0.004) drawOpening(easel, look, pose, lips);
  else easel.paint(stroke(lips.innerTop, 0.022), shade(look.lips, 0.3), 0.95);
  drawCorners(easel, look, pose, lips, skin);
  if (pose.pout > 0) drawChinDent(easel, look, pose, low, skin);
}

function ribbon(above: readonly Point[], below: readonly Point[]): Path {
  return [...above, ...below.toReversed()];
}

function drawOpening(easel: Easel, look: ActorLook, pose: Pose, lips: Lips): void {
  const opening = easel.paint(ribbon(lips.innerTop, lips.innerBottom), DARK);
  const depth = middle(lips.innerBottom).y - middle(lips.innerTop).y;
  const bottom = middle(lips.innerBottom).y;
  easel.paint(ellipse({ x: 0, y: bottom + 0.012 }, 0.075, 0.4 * depth), TONGUE, 0.8, opening);
  if (pose.lowerTeeth > 0)
    drawTeeth(easel, lips.innerBottom, -Math.min(0.034, 0.42 * depth) * pose.lowerTeeth, 0.9, opening);
  if (pose.upperTeeth > 0)
    drawTeeth(easel, lips.innerTop, Math.min(0.066, 0.72 * depth) * pose.upperTeeth, 1, opening);
  easel.paint(stroke(lips.innerTop, 0.012), shade(look.lips, 0.35), 0.8);
  easel.paint(stroke(lips.innerBottom, 0.009), shade(look.lips, 0.45), 0.7);
}

/** A row of teeth hanging from (or, with a negative height, standing on) a lip's inner edge. */
function drawTeeth(
  easel: Easel,
  edge: readonly Point[],
  height: number,
  light: number,
  opening: Coverage,
): void {
  const row = edge.map(({ x, y }, at) => {
    const t = SAMPLES[at] ?? 0;
    return { x, y: y + height * (1 - 0.35 * t * t) };
  });
  easel.paint(ribbon(edge, row), shade(TEETH, light), 1, opening);
  easel.paint(stroke(row, 0.007), GAP, 0.7, opening);
  for (const x of [-0.075, -0.045, -0.015, 0.015, 0.045, 0.075]) {
    const y = middle(edge).y;
    const gap = [
      { x, y: y - 0.04 },
      { x, y: y + height * 0.95 },
    ];
    if (height > 0) easel.paint(stroke(gap, 0.005), GAP, 0.45, opening);
  }
}

function drawCorners(easel: Easel, look: ActorLook, pose: Pose, lips: Lips, skin: Coverage): void {
  for (const end of [lips.innerTop[0], lips.innerTop.at(-1)]) {
    if (!end) continue;
    const outward = end.x < 0 ? -1 : 1;
    easel.glow(end.x + 0.006 * outward, end.y, 0.03, 0.026, shade(look.skin, 0.5), 0.55, skin);
    const tuck = curve([
      { x: end.x - 0.008 * outward, y: end.y + 0.004 },
      { x: end.x + 0.014 * outward, y: end.y - 0.3 * pose.corner },
      { x: end.x + 0.02 * outward, y: end.y - 0.7 * pose.corner },
    ]);
    easel.paint(stroke(tuck, 0.009), shade(look.skin, 0.5), 0.7, skin);
  }
}

function drawChinDent(easel: Easel, look: ActorLook, pose: Pose, low: number, skin: Coverage): void {
  const dent = curve([
    { x: -0.07, y: low + 0.05 },
    { x: 0, y: low + 0.03 },
    { x: 0.07, y: low + 0.05 },
  ]);
  easel.paint(stroke(dent, 0.012), shade(look.skin, 0.6), 0.55 * pose.pout, skin);
}

function middle(line: readonly Point[]): Point {
  return line[(line.length - 1) / 2] ?? { x: 0, y: MOUTH_Y };
}

export function drawNose(easel: Easel, look: ActorLook, pose: Pose, skin: Coverage): void {
  const tip = look.noseTipY - 0.016 * pose.wrinkle;
  const half = look.noseHalf * (1 + 0.14 * pose.wrinkle + 0.05 * pose.cheek);
  const shadow = shade(look.skin, 0.62);
  easel.glow(0, tip + 0.05, half * 1.35, 0.04, shade(look.skin, 0.55), 0.55, skin);
  for (const side of [-1, 1]) {
    easel.glow(side * 0.058, 0.46, 0.034, 0.13, shadow, 0.42, skin);
    easel.glow(side * half, tip + 0.004, 0.036, 0.05, shadow, 0.45, skin);
    easel.paint(stroke(wing(side, half, tip), 0.011), shade(look.skin, 0.52), 0.75, skin);
    easel.paint(
      ellipse({ x: side * 0.46 * half, y: tip + 0.03 }, 0.3 * half, 0.0105, side * 0.35),
      shade(look.skin, 0.28),
      0.9,
    );
  }
  easel.glow(0, 0.47, 0.026, 0.17, shade(look.skin, 1.22), 0.55, skin);
  easel.glow(0, tip - 0.008, 0.04, 0.036, shade(look.skin, 1.25), 0.6, skin);
  if (pose.wrinkle > 0) drawNoseWrinkles(easel, look, pose, skin);
}

function wing(side: number, half: number, tip: number): Point[] {
  return curve([
    { x: side * half * 0.86, y: tip - 0.03 },
    { x: side * half * 1.06, y: tip + 0.004 },
    { x: side * half * 0.94, y: tip + 0.032 },
    { x: side * half * 0.62, y: tip + 0.036 },
  ]);
}

function drawNoseWrinkles(easel: Easel, look: ActorLook, pose: Pose, skin: Coverage): void {
  for (const [y, half] of [
    [0.395, 0.042],
    [0.435, 0.052],
    [0.475, 0.058],
  ] as const) {
    const line = curve([
      { x: -half, y: y + 0.014 },
      { x: 0, y: y - 0.006 },
      { x: half, y: y + 0.014 },
    ]);
    easel.paint(stroke(line, 0.019), shade(look.skin, 0.42), 0.9 * pose.wrinkle, skin);
  }
  for (const side of [-1, 1]) {
    const line = curve([
      { x: side * 0.05, y: 0.44 },
      { x: side * 0.085, y: 0.49 },
      { x: side * 0.095, y: 0.55 },
    ]);
    easel.paint(stroke(line, 0.012), shade(look.skin, 0.55), 0.6 * pose.wrinkle, skin);
  }
}

const BEARD_TOP = [
  [-1.0, 0.47],
  [-0.93, 0.66],
  [-0.78, 0.82],
  [-0.5, 0.915],
  [-0.2, 0.94],
  [0, 0.93],
] as const;

/** Hair of the upper lip, chin and cheeks, as far as the kind of beard goes. It leaves the mouth free: that must be read. */
export function drawBeard(easel: Easel, look: ActorLook, pose: Pose, skin: Coverage): void {
  if (look.beard === 'none') return;
  if (look.beard !== 'stubble') drawMoustache(easel, look, pose);
  if (look.beard === 'moustache') return;
  const drop = 0.5 * pose.open;
  const left = BEARD_TOP.map(([x, y]) => ({ x: x * look.cheekHalf, y: y + 0.5 * pose.open * (1 - x * x) }));
  const cheeks = curve([
    ...left,
    ...left
      .toReversed()
      .slice(1)
      .map(({ x, y }) => ({ x: -x, y })),
  ]);
  const chin = curve([
    { x: look.cheekHalf + 0.004, y: 0.47 },
    { x: look.jawHalf + 0.035, y: 0.79 + drop },
    { x: 0.2, y: look.chinY - 0.02 + drop },
    { x: 0, y: look.chinY + 0.035 + drop },
    { x: -0.2, y: look.chinY - 0.02 + drop },
    { x: -look.jawHalf - 0.035, y: 0.79 + drop },
    { x: -look.cheekHalf - 0.004, y: 0.47 },
  ]);
  const outline = [...cheeks, ...chin];
  if (look.beard === 'stubble') easel.paint(outline, mix(look.brow, look.skin, 0.35), 0.32, skin);
  else easel.paint(outline, look.brow, 0.93);
}

function drawMoustache(easel: Easel, look: ActorLook, pose: Pose): void {
  const half = look.mouthHalf + pose.mouthWide + 0.02;
  const lift = 0.42 * pose.open + pose.upperLip;
  const end = pose.corner + look.restCorner;
  const y = 0.742;
  const right = [
    { x: 0.014, y: y - 0.034 - 0.9 * lift + 0.2 * end },
    { x: 0.55 * half, y: y - 0.024 - 0.75 * lift - 0.05 * end },
    { x: 0.95 * half, y: y + 0.03 - 0.2 * lift - 0.6 * end },
    { x: 0.5 * half, y: y + 0.006 - 0.85 * lift - 0.05 * end },
    { x: 0.01, y: y - 0.002 - lift + 0.25 * end },
  ];
  for (const side of [-1, 1]) {
    const whisker = right.map((point) => ({ x: side * point.x, y: point.y }));
    const first = whisker[0];
    if (first) easel.paint(curve([...whisker, first]), look.brow, 0.95);
  }
}
