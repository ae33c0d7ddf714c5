/**
 * What the doctor looks for, in the order the page lists it. An "earlier split" is one that stands before in SPLITS.
 * 'copies': the same pixels as another picture. 'copies-across': a validation or test picture whose copy stands in an
 * earlier split. 'contradictory': copies with more than one label among them.
 * 'near', 'mirrored': the same photo in other bytes (other light, size, compression), straight or mirrored.
 * 'near-across', 'near-contradictory': as above, for near and mirrored copies.
 * 'blank': one grey all over. 'flat': nearly one grey: text, signs, faces burnt out.
 * 'no-face': the face detector finds none in it; a look of its own, for it takes minutes.
 */
export const FINDINGS = [
  'copies',
  'copies-across',
  'contradictory',
  'near',
  'mirrored',
  'near-across',
  'near-contradictory',
  'blank',
  'flat',
  'no-face',
] as const;
export type Finding = (typeof FINDINGS)[number];

export interface Found {
  readonly pictures: Uint32Array<ArrayBuffer>; // ascending
}

/** Pictures that were shown to the face detector. */
export interface Looked extends Found {
  readonly seconds: number;
}

/**
 * Pairs of different pictures that show the same photo; a and b are first pictures of their copies, a < b. Of many that
 * are all alike some pairs of each.
 */
export interface NearPairs {
  readonly a: Uint32Array<ArrayBuffer>;
  readonly b: Uint32Array<ArrayBuffer>;
  readonly isMirrored: Uint8Array<ArrayBuffer>;
  readonly correlation: Float32Array<ArrayBuffer>; // of the pixels, 0..1
}

/** What the doctor found in one dataset. The same dataset gives the same findings. */
export interface Diagnosis {
  readonly found: Readonly<Record<Exclude<Finding, 'no-face'>, Found>> & {
    readonly 'no-face'?: Looked; // not before that look was taken
  };
  /** Validation and test pictures that are an exact, near or mirrored copy of a training picture; ascending. */
  readonly copiesOfTraining: Uint32Array<ArrayBuffer>;
  /** [images]: the first picture with the same pixels. */
  readonly exactGroup: Uint32Array<ArrayBuffer>;
  /** [images]: the first picture of all that hang together by exact, near and mirrored copies. */
  readonly family: Uint32Array<ArrayBuffer>;
  readonly pairs: NearPairs;
  readonly seconds: number;
  /** 1: of the many pairs of look-alikes all were kept. */
  readonly formatVersion: 1 | 2;
}

/**
 * All pictures but one of each group: the first of those in the earliest split stays.
 *
 * @param pictures indices into the dataset
 * @param groups [images]
 * @param splits [images], index into SPLITS
 */
export function surplusOf(
  pictures: Uint32Array<ArrayBuffer>,
  groups: Uint32Array,
  splits: Uint8Array,
): Uint32Array<ArrayBuffer> {
  const kept = new Map<number, number>();
  for (const index of pictures) {
    const group = groups[index] ?? 0;
    const best = kept.get(group);
    if (best === undefined || (splits[index] ?? 0) < (splits[best] ?? 0)) kept.set(group, index);
  }
  return pictures.filter((index) => kept.get(groups[index] ?? 0) !== index);
}
