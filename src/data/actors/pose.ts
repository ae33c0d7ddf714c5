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
  readonly lowerLid: number; // opening below the pupil, factor: AU 7 below 1
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

export const REST: Pose = {
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

/** Each expression in two or three ways of playing it; the first is the plainest. */
const POSES: Readonly<Record<Expression, readonly [Pose, ...Pose[]]>> = {
  neutral: [REST],
  happy: [
    smile({ open: 0.085, upperTeeth: 1, mouthWide: 0.06, corner: 0.066 }),
    smile({ open: 0.045, upperTeeth: 1, mouthWide: 0.062, corner: 0.07 }),
    smile({ open: 0, mouthWide: 0.05, corner: 0.062, cheek: 0.8 }),
  ],
  surprise: [gasp({ open: 0.165, mouthWide: -0.05 }), gasp({ open: 0.12, mouthWide: -0.058 })],
  angry: [
    glare({ press: 0.75, corner: -0.022, mouthWide: -0.01 }),
    glare({ press: 0.6, corner: -0.03, mouthWide: 0.012, fold: 0.35 }),
    glare({
      open: 0.06,
      fullness: 2,
      upperTeeth: 1,
      lowerTeeth: 1,
      mouthWide: 0.0,
      corner: -0.012,
      fold: 0.5,
      press: 0.35,
    }),
  ],
  disgust: [
    sneer({ open: 0.03, upperTeeth: 1, fullness: 0.6, upperLip: 0.042, skew: 0.5 }),
    sneer({ open: 0.055, upperTeeth: 1, fullness: 1.3, upperLip: 0.045, corner: -0.05 }),
    sneer({ upperLip: 0.034, skew: 0.9, pout: 0.5 }),
  ],
  fear: [
    scare({ open: 0.065, fullness: 2, lowerTeeth: 0.9, upperTeeth: 0.5, mouthWide: 0.045, corner: -0.022 }),
    scare({ open: 0.085, fullness: 1.7, lowerTeeth: 0.5, upperTeeth: 0.3, mouthWide: 0.022, corner: -0.026 }),
  ],
  sad: [
    mourn({ corner: -0.052, mouthWide: -0.018, pout: 0.5 }),
    mourn({ corner: -0.06, mouthWide: 0.004, pout: 0.9, press: 0.2 }),
    mourn({ corner: -0.045, mouthWide: -0.005, open: 0.016, fullness: 1 }),
  ],
};

function smile(mouth: Partial<Pose>): Pose {
  return { ...REST, upperLid: 0.84, lowerLid: 0.38, browOuter: 0.008, cheek: 1, fold: 0.7, ...mouth };
}

function gasp(mouth: Partial<Pose>): Pose {
  const eyes = { browInner: 0.072, browOuter: 0.07, upperLid: 1.62, lowerLid: 1.2, forehead: 0.8 };
  return { ...REST, ...eyes, fullness: 1, upperTeeth: 0.25, ...mouth };
}

function glare(mouth: Partial<Pose>): Pose {
  const brows = { browInner: -0.074, browOuter: 0.022, browTogether: 0.034, furrow: 1 };
  return { ...REST, ...brows, upperLid: 0.82, lowerLid: 0.62, ...mouth };
}

function sneer(mouth: Partial<Pose>): Pose {
  const brows = { browInner: -0.046, browOuter: -0.022, browTogether: 0.014, furrow: 0.35 };
  return {
    ...REST,
    ...brows,
    upperLid: 0.56,
    lowerLid: 0.45,
    wrinkle: 1,
    fold: 1,
    cheek: 0.45,
    corner: -0.03,
    ...mouth,
  };
}

function scare(mouth: Partial<Pose>): Pose {
  const brows = { browInner: 0.066, browOuter: 0.012, browTogether: 0.032, furrow: 0.35, forehead: 0.5 };
  return { ...REST, ...brows, upperLid: 1.5, lowerLid: 0.92, ...mouth };
}

function mourn(mouth: Partial<Pose>): Pose {
  const brows = { browInner: 0.062, browOuter: -0.034, browTogether: 0.016, furrow: 0.2, forehead: 0.25 };
  return { ...REST, ...brows, upperLid: 0.66, lowerLid: 0.85, outerDroop: 0.55, gazeDown: 0.008, ...mouth };
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
