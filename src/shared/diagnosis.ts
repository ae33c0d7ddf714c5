/**
 * What the doctor looks for, in the order the page lists it. An "earlier split" is one that stands before in SPLITS.
 * 'copies': the same pixels as another picture. 'copies-across': a validation or test picture whose copy stands in an
 * earlier split. 'contradictory': copies with more than one label among them.
 * 'near', 'mirrored': the same photo in other bytes (other light, size, compression), straight or mirrored.
 * 'near-across', 'near-contradictory': as above, for near and mirrored copies.
 * 'blank': one grey all over. 'flat': nearly one grey: text, signs, faces burnt out.
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
] as const;
export type Finding = (typeof FINDINGS)[number];

export interface Found {
  readonly pictures: Uint32Array<ArrayBuffer>; // ascending
  /** Which of them go when the finding is excluded: of copies all but one, the one in the earliest split. */
  readonly surplus: Uint32Array<ArrayBuffer>; // ascending
}

/** Pairs of different pictures that show the same photo; a and b are first pictures of their copies, a < b. */
export interface NearPairs {
  readonly a: Uint32Array<ArrayBuffer>;
  readonly b: Uint32Array<ArrayBuffer>;
  readonly isMirrored: Uint8Array<ArrayBuffer>;
  readonly correlation: Float32Array<ArrayBuffer>; // of the pixels, 0..1
}

/** What the doctor found in one dataset. The same dataset gives the same findings. */
export interface Diagnosis {
  readonly found: Readonly<Record<Finding, Found>>;
  /** Validation and test pictures that are an exact, near or mirrored copy of a training picture; ascending. */
  readonly copiesOfTraining: Uint32Array<ArrayBuffer>;
  /** [images]: the first picture with the same pixels. */
  readonly exactGroup: Uint32Array<ArrayBuffer>;
  /** [images]: the first picture of all that hang together by exact, near and mirrored copies. */
  readonly family: Uint32Array<ArrayBuffer>;
  readonly pairs: NearPairs;
  readonly seconds: number;
  readonly formatVersion: 1;
}
