import type { Point } from '../../shared/geometry';
import type { Easel } from './easel';
import { mix, shade, type ActorLook, type HairStyle } from './look';
import { curve, ellipse, loop, mirrored, sinCos, stroke, type Path } from './paths';
import type { Colour, Coverage } from './raster';

/**
 * Outlines as x, y, x, y, … Here x = 1 is the edge of the cheekbone, so hair fits every head; y is in shares of the
 * crop's side as everywhere. Half outlines go from the middle of the crown down the right side.
 */
type Pairs = readonly number[];

const BEHIND: Partial<Record<HairStyle, Pairs>> = {
  long: [0, -0.34, 0.62, -0.27, 1.1, 0, 1.2, 0.5, 1.26, 1.0, 1.12, 1.42, 0.2, 1.46],
  fringe: [0, -0.34, 0.62, -0.27, 1.12, 0, 1.19, 0.45, 1.17, 0.85, 0.85, 0.98, 0.2, 0.98],
  curly: [0, -0.42, 0.7, -0.34, 1.12, -0.05, 1.14, 0.2, 1, 0.42, 0.2, 0.5],
  scarf: [0, -0.34, 0.64, -0.28, 1.12, 0, 1.2, 0.5, 1.16, 0.95, 1.32, 1.3, 0.8, 1.6, 0.2, 1.62],
};

// From the right temple along the forehead to the left one. Hairlines stand for an actor whose own is at .04.
const HAIRLINES: Partial<Record<HairStyle, Pairs>> = {
  short: [
    0.975, 0.4, 0.9, 0.24, 0.78, 0.13, 0.56, 0.07, 0.24, 0.05, -0.24, 0.055, -0.56, 0.07, -0.78, 0.13, -0.9,
    0.24, -0.975, 0.4,
  ],
  'side-part': [
    0.98, 0.4, 0.93, 0.26, 0.76, 0.19, 0.36, 0.15, -0.1, 0.08, -0.4, -0.03, -0.66, 0.09, -0.88, 0.2, -0.975,
    0.4,
  ],
  bun: [1.0, 0.34, 0.86, 0.17, 0.58, 0.05, 0, 0.02, -0.58, 0.05, -0.86, 0.17, -1.0, 0.34],
  cropped: [
    0.96, 0.36, 0.87, 0.19, 0.64, 0.07, 0.3, 0.045, -0.3, 0.045, -0.64, 0.07, -0.87, 0.19, -0.96, 0.36,
  ],
  fringe: [
    1.1, 0.93, 0.83, 0.88, 0.88, 0.5, 0.82, 0.25, 0.5, 0.15, 0, 0.135, -0.5, 0.15, -0.82, 0.25, -0.88, 0.5,
    -0.83, 0.88, -1.1, 0.93,
  ],
  long: [
    1.18, 1.12, 0.94, 1.1, 0.93, 0.7, 0.87, 0.36, 0.54, 0.13, 0.15, 0.0, 0, -0.04, -0.15, 0.0, -0.54, 0.13,
    -0.87, 0.36, -0.93, 0.7, -0.94, 1.1, -1.18, 1.12,
  ],
};
const VOLUMES: Partial<Record<HairStyle, number>> = {
  short: 0.045,
  'side-part': 0.075,
  bun: 0.025,
  fringe: 0.07,
  long: 0.06,
};

const SCARF: Pairs = [0, -0.33, 0.64, -0.27, 1.1, 0, 1.16, 0.45, 1.1, 0.85, 0.86, 1.18, 0.3, 1.33, 0, 1.35];
const SCARF_OPENING: Pairs = [0, 0.065, 0.5, 0.1, 0.87, 0.26, 0.95, 0.5, 0.83, 0.8, 0.4, 1.0, 0, 1.045];

/** What lies behind head and shoulders. */
export function drawHairBehind(easel: Easel, look: ActorLook): void {
  const colour = shade(look.hair, 0.74);
  const outline = BEHIND[look.hairStyle];
  if (outline) easel.paint(symmetric(fitted(look, outline)), colour);
  if (look.hairStyle === 'bun') drawBun(easel, look);
  if (look.hairStyle !== 'curly') return;
  for (const { x, y } of ring(1.12 * look.cheekHalf, 0.45, 17))
    easel.paint(ellipse({ x, y }, 0.12, 0.12), colour);
}

function drawBun(easel: Easel, look: ActorLook): void {
  const bun = easel.paint(ellipse({ x: 0, y: -0.37 }, 0.155, 0.13), shade(look.hair, 0.92));
  easel.glow(-0.03, -0.4, 0.08, 0.06, sheen(look), 0.6, bun);
}

/** What lies on the forehead and beside the cheeks. */
export function drawHairInFront(easel: Easel, look: ActorLook, skin: Coverage): void {
  const hairline = HAIRLINES[look.hairStyle];
  if (look.hairStyle === 'bald') easel.glow(-0.1, -0.05, 0.2, 0.12, shade(look.skin, 1.25), 0.5, skin);
  else if (look.hairStyle === 'cropped') easel.paint(cap(look, 0.006, hairline ?? []), look.hair, 0.85);
  else if (look.hairStyle === 'curly') drawCurls(easel, look);
  else if (look.hairStyle === 'scarf') drawScarf(easel, look);
  else drawCap(easel, look, cap(look, VOLUMES[look.hairStyle] ?? 0, hairline ?? []));
}

/** From one temple over the crown to the other, and back along the hairline. */
function cap(look: ActorLook, volume: number, hairline: Pairs): Path {
  const wide = look.cheekHalf + volume * 0.6;
  const left = [
    { x: -wide, y: 0.36 },
    { x: -wide - 0.012, y: 0.14 },
    { x: -wide + 0.035, y: -0.06 - 0.5 * volume },
    { x: -0.27, y: -0.2 - volume },
    { x: -0.14, y: -0.265 - volume },
    { x: 0, y: -0.282 - volume },
  ];
  return [...curve([...left, ...mirrored(left).toReversed().slice(1)]), ...curve(fitted(look, hairline))];
}

const STRANDS = [-0.33, -0.25, -0.17, -0.09, 0, 0.09, 0.18, 0.26, 0.34];

function drawCap(easel: Easel, look: ActorLook, outline: Path): void {
  const hair = easel.paint(outline, look.hair);
  easel.glow(-0.13, -0.12, 0.26, 0.14, sheen(look), 0.6, hair);
  for (const lean of STRANDS) {
    const strand = [
      { x: lean * 0.45, y: -0.31 },
      { x: lean * 1.05, y: -0.12 },
      { x: lean * 1.32, y: 0.22 },
    ];
    easel.paint(stroke(curve(strand), 0.014), lean > 0 ? shade(look.hair, 0.7) : sheen(look), 0.4, hair);
  }
}

function drawCurls(easel: Easel, look: ActorLook): void {
  const curls = ring(0.94 * look.cheekHalf, 0.3, 13);
  easel.paint(
    symmetric(fitted(look, [0, -0.36, 0.6, -0.29, 0.98, -0.05, 0.94, 0.1, 0.6, -0.02, 0, -0.06])),
    look.hair,
  );
  curls.forEach(({ x, y }, at) => {
    const colour = shade(look.hair, at % 2 === 0 ? 1 : 0.93);
    const curl = easel.paint(ellipse({ x, y: y - 0.04 + look.hairlineY }, 0.088, 0.082), colour);
    easel.glow(x - 0.02, y - 0.07 + look.hairlineY, 0.055, 0.05, sheen(look), 0.5, curl);
  });
}

/** Points around the crown, from beside one ear to beside the other. */
function ring(radiusX: number, radiusY: number, count: number): Point[] {
  return Array.from({ length: count }, (_, at) => {
    const { sin, cos } = sinCos((at / (count - 1) - 0.5) * Math.PI);
    return { x: radiusX * sin, y: 0.22 - radiusY * cos };
  });
}

const SCARF_FOLDS: readonly Pairs[] = [
  [-0.45, -0.3, -0.82, -0.1, -0.98, 0.14],
  [-0.1, -0.33, -0.3, -0.15, -0.42, 0.06],
  [0.35, -0.32, 0.72, -0.14, 0.94, 0.1],
  [-1.05, 0.86, -0.3, 1.1, 0.2, 1.14],
  [-0.95, 1.0, -0.1, 1.2, 0.5, 1.16],
  [1.08, 0.8, 0.7, 1.06, 0.1, 1.24],
];

function drawScarf(easel: Easel, look: ActorLook): void {
  const opening = symmetric(fitted(look, SCARF_OPENING));
  const cloth = easel.paint(withHole(symmetric(fitted(look, SCARF)), opening), look.hair);
  easel.glow(-0.13, -0.12, 0.3, 0.18, sheen(look), 0.5, cloth);
  easel.paint(stroke([...opening, ...opening.slice(0, 2)], 0.034), shade(look.hair, 0.72), 0.4, cloth);
  for (const fold of SCARF_FOLDS) {
    const line = curve(fitted(look, fold));
    easel.paint(stroke(line, 0.045), shade(look.hair, 0.7), 0.25, cloth);
    easel.paint(stroke(line, 0.012), shade(look.hair, 0.66), 0.5, cloth);
  }
}

function sheen(look: ActorLook): Colour {
  return mix(shade(look.hair, 1.12), [255, 236, 214], 0.14);
}

/** An outline with a hole: the line between the two is walked there and back, so it encloses nothing. */
function withHole(outline: readonly Point[], hole: readonly Point[]): Path {
  return [...outline, ...outline.slice(0, 1), ...hole.slice(0, 1), ...hole.toReversed()];
}

/** Pairs as points on this head. What lies within .3 of the hairline moves with it. */
function fitted(look: ActorLook, pairs: Pairs): Point[] {
  const lift = (y: number) => (look.hairlineY - 0.04) * Math.max(0, 1 - Math.abs(y - 0.04) / 0.3);
  return points(pairs).map(({ x, y }) => ({ x: x * look.cheekHalf, y: y + lift(y) }));
}

/** x, y, x, y, … as points. */
export function points(pairs: Pairs): Point[] {
  return Array.from({ length: pairs.length / 2 }, (_, at) => ({
    x: pairs[2 * at] ?? 0,
    y: pairs[2 * at + 1] ?? 0,
  }));
}

/** A closed outline through its right half, given from top to bottom. */
export function symmetric(half: readonly Point[]): Point[] {
  return loop([...half, ...mirrored(half.filter(({ x }) => x > 0)).toReversed()]);
}
