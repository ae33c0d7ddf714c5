import type { Expression } from '../../shared/labels';

/**
 * What an expression does to a face, against the same face at rest. Lengths are shares of the crop's side, up is
 * positive; the others are strengths 0..1 or factors. The comments name the action units of Ekman and Friesen's Facial
 * Action Coding System (1978) that each one stands for.
 */
export interface Pose {
  readonly browInner: number; // AU 1 up, AU 4 down
  readonly browOuter: number; // AU 2 up
  readonly browTogether: number; // AU 4
  readonly upperLid: number; // opening above the pupil, factor: AU 5 above 1, AU 43 below
  readonly lowerLid: number; // opening below the pupil, factor: AU 7 below 1; negative: pushed up past it
  readonly outerDroop: number; // outer half of the upper lid hangs
  readonly gazeDown: number;
  readonly mouthWide: number; // added to half its width: AU 20, AU 18
  readonly corner: number; // AU 12 up, AU 15 down
  readonly open: number; // between the lips: AU 25, 26, 27
  readonly fullness: number; // outline of the opening: 0 pointed, 1 elliptic, 2 squarish
  readonly upperLip: number; // AU 10
  readonly skew: number; // AU 10 and 12 on one side only
  readonly press: number; // lips pressed thin: AU 24
  readonly pout: number; // lower lip pushed up and out: AU 17
  readonly upperTeeth: number;
  readonly lowerTeeth: number;
  readonly cheek: number; // AU 6
  readonly wrinkle: number; // AU 9
  readonly furrow: number; // upright lines between the brows: AU 4
  readonly forehead: number; // lines across it: AU 1 + 2
  readonly fold: number; // from nose to mouth corner: AU 10, 12
}

const REST: Pose = {
  browInner: 0,
  browOuter: 0,
  browTogether: 0,
  upperLid: 1,
  lowerLid: 1,
  outerDroop: 0,
  gazeDown: 0,
  mouthWide: 0,
  corner: 0,
  open: 0,
  fullness: 0,
  upperLip: 0,
  skew: 0,
  press: 0,
  pout: 0,
  upperTeeth: 0,
  lowerTeeth: 0,
  cheek: 0,
  wrinkle: 0,
  furrow: 0,
  forehead: 0,
  fold: 0,
};

/**
 * Each expression in one or two ways of playing it; the first is the plainest. Played for the back row: a face is only 48
 * pixels wide when a network sees it, and brows, lids and mouth must each say what they say there.
 */
const POSES: Readonly<Record<Expression, readonly [Pose, ...Pose[]]>> = {
  neutral: [REST],
  happy: [
    smile({ open: 0.13, fullness: 0.45, mouthWide: 0.085, corner: 0.115 }),
    smile({ open: 0.08, fullness: 0.3, mouthWide: 0.095, corner: 0.11 }),
  ],
  surprise: [gasp({ open: 0.23, mouthWide: -0.058 }), gasp({ open: 0.18, mouthWide: -0.066 })],
  angry: [
    glare({
      open: 0.1,
      fullness: 2,
      upperTeeth: 1,
      lowerTeeth: 1,
      mouthWide: 0.025,
      corner: -0.02,
      press: 0.35,
    }),
    glare({ press: 0.55, corner: -0.03, mouthWide: 0.01 }),
  ],
  disgust: [
    sneer({ open: 0.05, upperTeeth: 1, fullness: 0.9, upperLip: 0.058 }),
    sneer({ open: 0.02, upperTeeth: 1, fullness: 0.9, upperLip: 0.05, pout: 0.8 }),
  ],
  fear: [
    scare({ open: 0.125, lowerTeeth: 0.9, upperTeeth: 0.5, mouthWide: 0.06, corner: -0.03 }),
    scare({ open: 0.15, lowerTeeth: 0.9, mouthWide: 0.04, corner: -0.04 }),
  ],
  sad: [
    mourn({ corner: -0.115, mouthWide: 0.005, pout: 0.6 }),
    mourn({ corner: -0.1, mouthWide: -0.015, pout: 1 }),
  ],
};

function smile(mouth: Partial<Pose>): Pose {
  const eyes = { upperLid: 0.98, lowerLid: -0.15, browInner: 0.012, browOuter: 0.022 };
  return { ...REST, ...eyes, upperTeeth: 1, cheek: 1, fold: 0.7, ...mouth };
}

function gasp(mouth: Partial<Pose>): Pose {
  const eyes = { browInner: 0.098, browOuter: 0.088, upperLid: 1.7, lowerLid: 1.35, forehead: 0.8 };
  return { ...REST, ...eyes, fullness: 1.15, upperTeeth: 0.2, ...mouth };
}

function glare(mouth: Partial<Pose>): Pose {
  const brows = { browInner: -0.082, browOuter: 0.05, browTogether: 0.034, furrow: 1 };
  return { ...REST, ...brows, upperLid: 0.85, lowerLid: 0.6, fold: 0.35, ...mouth };
}

function sneer(mouth: Partial<Pose>): Pose {
  const brows = { browInner: -0.06, browOuter: -0.048, browTogether: 0.014, furrow: 0.35 };
  const eyes = { upperLid: 0.3, lowerLid: 0.3 };
  return { ...REST, ...brows, ...eyes, wrinkle: 1, fold: 1, cheek: 0.5, skew: 0.8, corner: -0.05, ...mouth };
}

function scare(mouth: Partial<Pose>): Pose {
  const brows = { browInner: 0.088, browOuter: 0.01, browTogether: 0.034, furrow: 0.35, forehead: 0.5 };
  return { ...REST, ...brows, upperLid: 1.6, lowerLid: 1.15, fullness: 2, ...mouth };
}

function mourn(mouth: Partial<Pose>): Pose {
  const brows = { browInner: 0.08, browOuter: -0.05, browTogether: 0.018, furrow: 0.2, forehead: 0.25 };
  return { ...REST, ...brows, upperLid: 0.52, lowerLid: 0.8, outerDroop: 1, gazeDown: 0.012, ...mouth };
}

/**
 * @param way which way of playing it, 0..1
 * @param intensity 0 is the face at rest, 1 the full expression
 */
export function poseOf(expression: Expression, way = 0, intensity = 1): Pose {
  const ways = POSES[expression];
  return blended(REST, ways[Math.floor(way * ways.length)] ?? ways[0], intensity);
}

function blended(from: Pose, to: Pose, share: number): Pose {
  const entries = Object.entries(from).map(([name, value]) => [
    name,
    value + (to[name as keyof Pose] - value) * share, // the names come from a Pose
  ]);
  return Object.fromEntries(entries) as Pose; // the same names again
}
