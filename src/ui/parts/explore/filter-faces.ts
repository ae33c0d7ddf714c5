import type { FaceIndex } from '../../../data/face-index';
import { type Diagnosis, type Finding, surplusOf } from '../../../shared/diagnosis';

/** Which faces are looked at; undefined: whatever. */
export interface FaceFilter {
  readonly label?: number | undefined;
  readonly split?: number | undefined; // index into SPLITS
  readonly finding?: Finding | 'copy-of-training' | undefined;
  readonly isExcluded?: boolean | undefined;
}

/**
 * The faces that pass, in the order of the dataset; those of a finding of copies stand beside their copies.
 *
 * @param excluded what is left out now
 * @returns indices into the dataset
 */
export function filterFaces(
  { labels, splits }: FaceIndex,
  { label, split, finding, isExcluded }: FaceFilter,
  diagnosis: Diagnosis | undefined,
  excluded: { has(index: number): boolean },
): Uint32Array<ArrayBuffer> {
  const passes = (index: number) =>
    (label === undefined || labels[index] === label) &&
    (split === undefined || splits[index] === split) &&
    (isExcluded === undefined || excluded.has(index) === isExcluded);
  if (finding === undefined) return Uint32Array.from(Array.from(labels.keys()).filter(passes));
  if (!diagnosis) return new Uint32Array();
  const { family } = diagnosis;
  return picturesOf(diagnosis, finding)
    .filter(passes)
    .toSorted((one, other) => (family[one] ?? 0) - (family[other] ?? 0) || one - other);
}

export function picturesOf(
  { found, copiesOfTraining }: Diagnosis,
  finding: Finding | 'copy-of-training',
): Uint32Array<ArrayBuffer> {
  return finding === 'copy-of-training' ? copiesOfTraining : (found[finding]?.pictures ?? NONE);
}

const NONE = new Uint32Array();

/**
 * What goes when a finding is excluded: of copies all but one, the one in the earliest split of those that are not left out
 * already; of anything else all.
 */
export function leftToExclude(
  diagnosis: Diagnosis,
  finding: Finding | 'copy-of-training',
  { splits }: FaceIndex,
  excluded: { has(index: number): boolean },
): Uint32Array<ArrayBuffer> {
  const pictures = picturesOf(diagnosis, finding).filter((index) => !excluded.has(index));
  if (finding === 'copies') return surplusOf(pictures, diagnosis.exactGroup, splits);
  if (finding === 'near' || finding === 'mirrored') return surplusOf(pictures, diagnosis.family, splits);
  return pictures;
}

/** Another picture of the same photo. */
interface Relative {
  readonly index: number;
  readonly how: 'exact' | 'near' | 'mirrored' | 'by-another'; // by way of a third picture
}

/** All pictures that hang together with one, the closest first. */
export function relativesOf(diagnosis: Diagnosis, index: number): readonly Relative[] {
  const { family, exactGroup } = diagnosis;
  const own = exactGroup[index] ?? 0;
  const near = pairedWith(diagnosis, own);
  const howOf = (other: number): Relative['how'] =>
    exactGroup[other] === own ? 'exact' : (near.get(exactGroup[other] ?? 0) ?? 'by-another');
  const order: readonly Relative['how'][] = ['exact', 'near', 'mirrored', 'by-another'];
  return Array.from(family.keys())
    .filter((other) => other !== index && family[other] === family[index])
    .map((other) => ({ index: other, how: howOf(other) }))
    .toSorted((one, other) => order.indexOf(one.how) - order.indexOf(other.how));
}

function pairedWith({ pairs }: Diagnosis, group: number): ReadonlyMap<number, 'near' | 'mirrored'> {
  const paired = new Map<number, 'near' | 'mirrored'>();
  for (const [pair, a] of pairs.a.entries()) {
    const b = pairs.b[pair] ?? 0;
    const how = pairs.isMirrored[pair] ? 'mirrored' : 'near';
    if (a === group) paired.set(b, how);
    if (b === group) paired.set(a, how);
  }
  return paired;
}
