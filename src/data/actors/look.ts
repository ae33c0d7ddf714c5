import { PURPOSE, randomUniform } from '../../shared/random';
import type { Colour } from './raster';

const HAIR_STYLES = [
  'short',
  'side-part',
  'fringe',
  'long',
  'curly',
  'bun',
  'cropped',
  'bald',
  'scarf',
] as const;
export type HairStyle = (typeof HAIR_STYLES)[number];
type Beard = 'none' | 'stubble' | 'moustache' | 'full';
type Glasses = 'none' | 'round' | 'square';

/**
 * An actor: everything about a face that stays from picture to picture. Lengths are shares of the FER2013 crop's side,
 * in which the eyes stand .37 apart.
 */
export interface ActorLook {
  readonly skin: Colour;
  readonly lips: Colour;
  readonly hair: Colour; // of the scarf, where there is one
  readonly brow: Colour;
  readonly iris: Colour;
  readonly clothes: Colour;
  readonly backdrop: Colour;
  readonly hairStyle: HairStyle;
  readonly beard: Beard;
  readonly glasses: Glasses;
  readonly collar: 'round' | 'shirt' | 'hood';
  readonly hasFreckles: boolean;
  readonly cheekHalf: number; // half the face's width at the cheekbones
  readonly jawHalf: number; // half its width beside the mouth
  readonly chinY: number;
  readonly hairlineY: number;
  readonly eyeHalf: number; // half an eye's width
  readonly eyeSize: number; // factor on how far it is open at rest
  readonly eyeTilt: number; // how much higher its outer corner is
  readonly lash: number; // width of the line of the upper lid
  readonly browThickness: number;
  readonly browY: number;
  readonly browArch: number;
  readonly noseHalf: number;
  readonly noseTipY: number;
  readonly mouthHalf: number;
  readonly lipThickness: number; // factor
  readonly age: number; // 0..1: strength of lines
  readonly restCorner: number; // mouth corners at rest, up is positive: nobody is quite neutral
  readonly restBrow: number; // brows at rest, up is positive
}

// From light to dark, chosen by eye; actors stand anywhere between two neighbours.
const SKINS: readonly Colour[] = [
  [253, 221, 197],
  [244, 202, 170],
  [232, 183, 145],
  [216, 160, 118],
  [194, 133, 92],
  [165, 106, 70],
  [142, 90, 60],
  [122, 77, 54],
  [102, 65, 48],
];
const DARK_HAIR: readonly Colour[] = [
  [28, 24, 26],
  [44, 32, 28],
  [66, 45, 34],
  [92, 60, 40],
];
const ANY_HAIR: readonly Colour[] = [
  ...DARK_HAIR,
  [122, 78, 46],
  [150, 66, 38],
  [186, 96, 48],
  [196, 150, 88],
  [226, 190, 128],
];
const GREY_HAIR: readonly Colour[] = [
  [150, 148, 148],
  [206, 204, 202],
];
const DARK_IRISES: readonly Colour[] = [
  [62, 40, 28],
  [84, 54, 32],
  [46, 32, 26],
];
const ANY_IRISES: readonly Colour[] = [
  ...DARK_IRISES,
  [104, 126, 146],
  [96, 122, 84],
  [120, 96, 58],
  [82, 108, 138],
];
const CLOTHES: readonly Colour[] = [
  [58, 76, 108],
  [164, 78, 70],
  [84, 112, 94],
  [210, 198, 178],
  [120, 92, 130],
  [48, 50, 56],
  [206, 160, 80],
  [104, 148, 164],
  [232, 232, 228],
];
const BACKDROPS: readonly Colour[] = [
  [214, 220, 222],
  [188, 202, 206],
  [226, 216, 202],
  [176, 186, 178],
  [206, 194, 206],
  [158, 172, 188],
  [222, 200, 186],
];

/** Actor number `index` of a seed's cast. */
export function castActor(seed: number, index: number): ActorLook {
  const chance = (trait: number) => randomUniform(seed, PURPOSE.actor, LOOK, index, trait);
  const between = (trait: number, low: number, high: number) => low + (high - low) * chance(trait);
  const isBearded = chance(1) < 0.26;
  const hairStyle = pick(isBearded ? BEARDED_STYLES : HAIR_STYLES, chance(2));
  const tone = chance(3);
  const skin = along(SKINS, tone);
  const isGrey = chance(4) < 0.12;
  const hair = isGrey ? along(GREY_HAIR, chance(5)) : pick(tone < 0.4 ? ANY_HAIR : DARK_HAIR, chance(5));
  return {
    skin,
    lips: mix(shade(skin, 0.82 - 0.2 * tone), shade([186, 62, 74], 1 - 0.35 * tone), between(6, 0.35, 0.6)),
    hair: hairStyle === 'scarf' ? pick(CLOTHES, chance(7)) : hair,
    brow: shade(mix(hair, shade(skin, 0.35), isGrey ? 0.6 : 0.35), 0.62),
    iris: pick(tone < 0.4 ? ANY_IRISES : DARK_IRISES, chance(8)),
    clothes: pick(CLOTHES, chance(9)),
    backdrop: shade(pick(BACKDROPS, chance(10)), between(11, 0.82, 1.06)),
    hairStyle,
    beard: isBearded ? pick(['stubble', 'moustache', 'full'], chance(12)) : 'none',
    glasses: chance(13) < 0.18 ? pick(['round', 'square'], chance(14)) : 'none',
    collar: pick(['round', 'shirt', 'hood'], chance(15)),
    hasFreckles: tone < 0.35 && chance(16) < 0.3,
    cheekHalf: between(17, 0.385, 0.432),
    jawHalf: between(18, 0.315, 0.368) + (isBearded ? 0.015 : 0),
    chinY: between(19, 1.03, 1.08),
    hairlineY: between(20, 0.0, 0.08),
    eyeHalf: between(21, 0.09, 0.104),
    eyeSize: between(22, 0.85, 1.15),
    eyeTilt: between(23, -0.006, 0.02),
    lash: between(24, 0.012, isBearded ? 0.014 : 0.02),
    browThickness: between(25, 0.036, isBearded ? 0.054 : 0.048),
    browY: between(26, 0.262, 0.285),
    browArch: between(27, 0.004, 0.03),
    noseHalf: between(28, 0.06, 0.086),
    noseTipY: between(29, 0.585, 0.63),
    mouthHalf: between(30, 0.13, 0.16),
    lipThickness: between(31, 0.75, 1.2) + 0.35 * tone,
    age: isGrey ? between(32, 0.5, 1) : between(32, 0, 0.5),
    restCorner: between(33, -0.006, 0.008),
    restBrow: between(34, -0.006, 0.006),
  };
}

// Second counter of PURPOSE.actor, one per stream of random numbers; the others stand where they are used.
const LOOK = 1;

const BEARDED_STYLES: readonly HairStyle[] = [
  'short',
  'side-part',
  'curly',
  'cropped',
  'bald',
  'long',
  'bun',
];

/** One of the list, by a number in 0..1. */
export function pick<Item>(list: readonly Item[], chance: number): Item {
  // chance < 1, so the index is within the list
  return list[Math.floor(chance * list.length)] as Item;
}

function along(colours: readonly Colour[], share: number): Colour {
  const at = share * (colours.length - 1);
  const below = Math.min(colours.length - 2, Math.floor(at));
  // both within the list: it has at least two colours
  return mix(colours[below] as Colour, colours[below + 1] as Colour, at - below);
}

export function mix(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** Darker below 1, lighter above; shadows on skin lose blue before red. */
export function shade(colour: Colour, factor: number): Colour {
  const warmth = factor < 1 ? 0.12 * (1 - factor) : 0;
  return [
    Math.min(255, colour[0] * (factor + warmth)),
    Math.min(255, colour[1] * factor),
    Math.min(255, colour[2] * (factor - 0.5 * warmth)),
  ];
}
