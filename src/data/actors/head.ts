import type { Point } from '../../shared/geometry';
import type { Easel } from './easel';
import { drawBrow, drawEye, drawGlasses, EYE_Y } from './eyes';
import { drawHairBehind, drawHairInFront, symmetric } from './hair';
import { mix, shade, type ActorLook, type HairStyle } from './look';
import { drawBeard, drawMouth, drawNose, MOUTH_Y } from './mouth';
import { curve, ellipse, stroke } from './paths';
import type { Pose } from './pose';
import type { Coverage } from './raster';

/** From where the light comes, in -1..1: left and right, above and below. Length: how one-sided it is. */
export type LightDirection = Point;

interface HeadOptions {
  readonly look: ActorLook;
  readonly pose: Pose;
  readonly gaze: Point; // of both eyes, in shares of the crop's side
  readonly light: LightDirection;
}

const HIDES_EARS: ReadonlySet<HairStyle> = new Set(['scarf', 'fringe', 'long']);

/** Painter's order: what is behind comes first. `body` stays upright while `head` may be tilted. */
export function drawPerson(head: Easel, body: Easel, options: HeadOptions): void {
  const { look, pose, gaze, light } = options;
  drawHairBehind(head, look);
  drawBody(body, look);
  if (!HIDES_EARS.has(look.hairStyle)) drawEars(head, look);
  const skin = drawSkin(head, look, pose);
  drawLines(head, look, pose, skin);
  drawBeard(head, look, pose, skin);
  drawNose(head, look, pose, skin);
  drawMouth(head, look, pose, skin);
  for (const side of [-1, 1] as const) {
    drawEye(head, look, pose, side, gaze, skin);
  }
  drawLight(head, light, skin);
  drawHairInFront(head, look, skin);
  if (look.glasses !== 'none') drawGlasses(head, look);
  // Over hair and glasses, as animators do it: brows say half of an expression.
  for (const side of [-1, 1] as const) drawBrow(head, look, pose, side);
}

function drawBody(easel: Easel, look: ActorLook): void {
  const isScarf = look.hairStyle === 'scarf';
  easel.paint(
    symmetric([
      { x: 0, y: 0.7 },
      { x: 0.2, y: 0.78 },
      { x: 0.205, y: 1.1 },
      { x: 0.26, y: 1.34 },
      { x: 0.1, y: 1.5 },
    ]),
    shade(look.skin, 0.84),
  );
  easel.glow(0, 1.06, 0.27, 0.17, shade(look.skin, 0.5), 0.75);
  const shoulders = easel.paint(
    symmetric([
      { x: 0, y: 1.4 },
      { x: 0.17, y: 1.34 },
      { x: 0.27, y: 1.27 },
      { x: 0.62, y: 1.4 },
      { x: 0.82, y: 1.62 },
      { x: 0.9, y: 2.4 },
      { x: 0, y: 2.5 },
    ]),
    look.clothes,
  );
  easel.glow(0, 1.35, 0.5, 0.2, shade(look.clothes, 0.6), isScarf ? 0.8 : 0.4, shoulders);
  if (isScarf) return;
  if (look.collar === 'shirt') drawShirtCollar(easel, look);
  else drawRoundCollar(easel, look, look.collar === 'hood' ? 0.075 : 0.035);
}

function drawRoundCollar(easel: Easel, look: ActorLook, width: number): void {
  const edge = curve([
    { x: -0.27, y: 1.28 },
    { x: -0.16, y: 1.385 },
    { x: 0, y: 1.425 },
    { x: 0.16, y: 1.385 },
    { x: 0.27, y: 1.28 },
  ]);
  easel.paint(stroke(edge, width), shade(look.clothes, 0.82));
}

function drawShirtCollar(easel: Easel, look: ActorLook): void {
  for (const side of [-1, 1]) {
    const flap = [
      [0.2, 1.2],
      [0.3, 1.27],
      [0.2, 1.52],
      [0.0, 1.46],
    ].map(([x = 0, y = 0]) => ({ x: side * x, y }));
    easel.paint(flap, shade(look.clothes, 1.14));
    easel.paint(stroke(flap.slice(1), 0.012), shade(look.clothes, 0.7), 0.6);
  }
}

function drawEars(easel: Easel, look: ActorLook): void {
  for (const side of [-1, 1]) {
    const x = side * (look.cheekHalf + 0.012);
    easel.paint(ellipse({ x, y: 0.47 }, 0.055, 0.115, side * 0.12), shade(look.skin, 0.9));
    easel.paint(
      ellipse({ x: x + side * 0.008, y: 0.465 }, 0.026, 0.07, side * 0.12),
      shade(look.skin, 0.68),
      0.6,
    );
  }
}

function drawSkin(easel: Easel, look: ActorLook, pose: Pose): Coverage {
  const drop = 0.5 * pose.open;
  const half = look.cheekHalf;
  const outline = symmetric([
    { x: 0, y: -0.275 },
    { x: 0.14, y: -0.262 },
    { x: 0.26, y: -0.2 },
    { x: half - 0.05, y: -0.04 },
    { x: half - 0.004, y: 0.2 },
    { x: half, y: 0.42 },
    { x: half - 0.012, y: 0.58 },
    { x: look.jawHalf, y: 0.8 + 0.6 * drop },
    { x: look.jawHalf - 0.09, y: look.chinY - 0.1 + drop },
    { x: 0.13, y: look.chinY - 0.012 + drop },
    { x: 0, y: look.chinY + 0.012 + drop },
  ]);
  const skin = easel.paint(outline, shade(look.skin, 0.78));
  easel.glow(0, 0.4, 0.62, 0.95, look.skin, 1, skin);
  easel.glow(0, 0.4, 0.5, 0.75, look.skin, 0.8, skin);
  easel.glow(0, 0.14, 0.26, 0.15, shade(look.skin, 1.12), 0.45, skin);
  for (const side of [-1, 1]) {
    easel.glow(side * 0.235, 0.6 - 0.035 * pose.cheek, 0.13, 0.1, blush(look), 0.32 + 0.2 * pose.cheek, skin);
    easel.glow(
      side * 0.215,
      0.53 - 0.02 * pose.cheek,
      0.09,
      0.05,
      shade(look.skin, 1.16),
      0.3 + 0.35 * pose.cheek,
      skin,
    );
  }
  easel.glow(0, 0.97 + drop, 0.1, 0.06, shade(look.skin, 1.1), 0.4, skin);
  if (look.hasFreckles) drawFreckles(easel, look, skin);
  return skin;
}

function blush(look: ActorLook) {
  return mix(look.skin, [206, 84, 76], 0.42);
}

// By hand: evenly spread freckles look like a rash.
const FRECKLES = [
  [0.13, 0.545],
  [0.17, 0.575],
  [0.2, 0.54],
  [0.235, 0.575],
  [0.27, 0.55],
  [0.155, 0.61],
  [0.21, 0.615],
  [0.25, 0.61],
  [0.04, 0.53],
] as const;

function drawFreckles(easel: Easel, look: ActorLook, skin: Coverage): void {
  for (const [x, y] of FRECKLES) {
    for (const side of [-1, 1]) {
      easel.paint(
        ellipse({ x: side * x + 0.006, y: y + 0.008 * side }, 0.0075, 0.0065),
        shade(look.skin, 0.66),
        0.55,
        skin,
      );
    }
  }
}

/** Lines an expression or the years put into a face. */
function drawLines(easel: Easel, look: ActorLook, pose: Pose, skin: Coverage): void {
  const colour = shade(look.skin, 0.54);
  // A broad faint stroke under a narrow one: creases have soft sides.
  const line = (points: readonly Point[], width: number, opacity: number) => {
    if (opacity < 0.02) return;
    const path = curve(points);
    easel.paint(stroke(path, 3 * width), colour, 0.24 * Math.min(1, opacity), skin);
    easel.paint(stroke(path, width), colour, 0.62 * Math.min(1, opacity), skin);
  };
  for (const [height, half] of [
    [0.085, 0.2],
    [0.13, 0.23],
    [0.172, 0.19],
  ] as const) {
    const y = look.browY - height - 0.4 * pose.browInner;
    const bend = pose.browInner > pose.browOuter + 0.03 ? -0.02 : 0.012;
    line(
      [
        { x: -half, y: y + bend },
        { x: 0, y },
        { x: half, y: y + bend },
      ],
      0.011,
      0.55 * pose.forehead + 0.28 * look.age,
    );
  }
  for (const side of [-1, 1]) {
    const x = side * (0.036 - 0.3 * pose.browTogether);
    line(
      [
        { x: x * 1.15, y: 0.262 - 0.5 * pose.browInner },
        { x, y: 0.3 - 0.4 * pose.browInner },
        { x: x * 1.3, y: 0.338 },
      ],
      0.012,
      0.85 * pose.furrow,
    );
    drawFold(line, look, pose, side);
    const crow = 0.65 * Math.max(0, pose.cheek - 0.3) + 0.3 * look.age;
    line(
      [
        { x: side * 0.305, y: EYE_Y - 0.002 },
        { x: side * 0.33, y: EYE_Y - 0.012 },
        { x: side * 0.35, y: EYE_Y - 0.03 },
      ],
      0.008,
      crow,
    );
    line(
      [
        { x: side * 0.305, y: EYE_Y + 0.014 },
        { x: side * 0.33, y: EYE_Y + 0.02 },
        { x: side * 0.352, y: EYE_Y + 0.022 },
      ],
      0.008,
      crow,
    );
  }
}

function drawFold(
  line: (points: readonly Point[], width: number, opacity: number) => void,
  look: ActorLook,
  pose: Pose,
  side: number,
): void {
  const corner = look.mouthHalf + pose.mouthWide;
  const nose = look.noseTipY - 0.02 * pose.wrinkle;
  const points = [
    { x: side * (look.noseHalf + 0.012), y: nose - 0.012 },
    { x: side * (0.55 * corner + 0.09 + 0.02 * pose.fold), y: 0.7 - 0.3 * pose.corner },
    { x: side * (corner + 0.045), y: MOUTH_Y - 0.8 * pose.corner + 0.01 },
  ];
  line(points, 0.013, 0.75 * pose.fold + 0.35 * look.age + 0.06);
}

/** Brighter towards the light, darker away from it. */
function drawLight(easel: Easel, light: LightDirection, skin: Coverage): void {
  const strength = Math.sqrt(light.x * light.x + light.y * light.y);
  easel.glow(0.34 * light.x, 0.4 + 0.34 * light.y, 0.5, 0.65, [255, 246, 230], 0.22 * strength, skin);
  easel.glow(-0.42 * light.x, 0.42 - 0.45 * light.y, 0.52, 0.75, [34, 20, 26], 0.5 * strength, skin);
}
