import { SPLITS, type Split } from '../shared/dataset';
import { PURPOSE, randomPermutation } from '../shared/random';

const TRAIN = SPLITS.indexOf('train');
const VALIDATION = SPLITS.indexOf('validation');

/** Fixed: two imports of the same file must agree on their splits, and so on their id. */
const SPLIT_SEED = 2013;
const DRAWN_SHARE = 0.1;

/** Whether a dataset has something to train on and nothing to validate with. */
export function lacksValidation(splits: Uint8Array): boolean {
  return splits.includes(TRAIN) && !splits.includes(VALIDATION);
}

/**
 * Moves 10 % of the training samples of every label to each of the parts, seeded; the other samples stay where they are.
 *
 * @param labels [samples]
 * @param splits [samples], index into SPLITS
 * @returns new splits; a label with fewer than 5 training samples gives none away
 */
export function drawSplits(
  labels: Uint8Array,
  splits: Uint8Array,
  parts: readonly Split[],
): Uint8Array<ArrayBuffer> {
  const drawn = Uint8Array.from(splits);
  for (const [label, members] of positionsByLabel(labels, (index) => splits[index] === TRAIN)) {
    const count = Math.round(members.length * DRAWN_SHARE);
    const order = randomPermutation(members.length, SPLIT_SEED, PURPOSE.split, label);
    for (const [part, split] of parts.entries()) {
      for (const place of order.subarray(part * count, (part + 1) * count))
        drawn[members[place] ?? 0] = splitIndex(split);
    }
  }
  return drawn;
}

/** The positions of each label's samples, ascending; of the samples that `isMeant` says, all without it. */
export function positionsByLabel(
  labels: Uint8Array,
  isMeant: (position: number) => boolean = () => true,
): ReadonlyMap<number, readonly number[]> {
  const positions = new Map<number, number[]>();
  for (const [position, label] of labels.entries()) {
    if (!isMeant(position)) continue;
    const members = positions.get(label);
    if (members) members.push(position);
    else positions.set(label, [position]);
  }
  return positions;
}

/** Index of a split in SPLITS, as shards hold it. */
export function splitIndex(split: Split): number {
  return SPLITS.indexOf(split);
}
