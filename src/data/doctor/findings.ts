import type { Diagnosis, Found } from '../../shared/diagnosis';
import { SPLITS } from '../../shared/dataset';
import type { Kinship } from './kinship';

export interface Examined {
  readonly labels: Uint8Array; // [images]
  readonly splits: Uint8Array; // [images], index into SPLITS
  readonly kinship: Kinship;
  readonly blank: readonly number[]; // ascending
  readonly flat: readonly number[]; // ascending
}

const TRAIN = SPLITS.indexOf('train'); // the earliest

/** Each picture's group is the first picture with its key. @param keys [images], of pixelKey */
export function groupByKey(keys: ArrayLike<number>): Uint32Array<ArrayBuffer> {
  const first = new Map<number, number>();
  return Uint32Array.from(keys, (key, index) => {
    const known = first.get(key);
    if (known === undefined) first.set(key, index);
    return known ?? index;
  });
}

/** Works the findings out of who equals whom. */
export function findingsOf({
  labels,
  splits,
  kinship,
  blank,
  flat,
}: Examined): Omit<Diagnosis, 'seconds' | 'formatVersion'> {
  const { exactGroup } = kinship;
  const all = [...exactGroup.keys()];
  const sizes = new Uint32Array(exactGroup.length);
  for (const group of exactGroup) sizes[group] = (sizes[group] ?? 0) + 1;
  const hasEarlier = (among: 'equal' | 'near') => (index: number) =>
    kinship.earliest(index, among) < (splits[index] ?? 0);
  const hasOtherLabel = (among: 'equal' | 'near') => (index: number) =>
    kinship.hasOtherLabel(index, among, labels[index] ?? 0);
  const isInTraining = (index: number) =>
    Math.min(kinship.earliest(index, 'equal'), kinship.earliest(index, 'near')) === TRAIN;
  const found = (passes: (index: number) => boolean): Found => ({
    pictures: Uint32Array.from(all.filter(passes)),
  });
  return {
    found: {
      copies: found((index) => (sizes[exactGroup[index] ?? 0] ?? 0) > 1),
      'copies-across': found(hasEarlier('equal')),
      contradictory: found(hasOtherLabel('equal')),
      near: found((index) => kinship.hasPair(index, 'straight')),
      mirrored: found((index) => kinship.hasPair(index, 'mirrored')),
      'near-across': found(hasEarlier('near')),
      'near-contradictory': found(hasOtherLabel('near')),
      blank: { pictures: Uint32Array.from(blank) },
      flat: { pictures: Uint32Array.from(flat) },
    },
    copiesOfTraining: Uint32Array.from(all.filter((index) => splits[index] !== TRAIN && isInTraining(index))),
    exactGroup,
    family: kinship.families(),
    pairs: kinship.pairs(),
  };
}
