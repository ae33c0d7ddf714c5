import { type Split, type SplitDraw, SPLITS } from '../shared/dataset';
import { PURPOSE, randomPermutation } from '../shared/random';

const TRAIN = SPLITS.indexOf('train');
const VALIDATION = SPLITS.indexOf('validation');
const TEST = SPLITS.indexOf('test');

/** Fixed: two imports of the same file must agree on their splits, and so on their id. */
const SPLIT_SEED = 2013;
const DRAWN_PERCENT = 10;

/** Whether a dataset has something to train on and nothing to validate with. */
export function lacksValidation(splits: Uint8Array): boolean {
  return splits.includes(TRAIN) && !splits.includes(VALIDATION);
}

/** How missing parts are drawn where nobody chose: a tenth each. */
export function usualDraw(parts: readonly Split[]): SplitDraw {
  const percentOf = (split: Split) => (parts.includes(split) ? DRAWN_PERCENT : 0);
  return { seed: SPLIT_SEED, validationPercent: percentOf('validation'), testPercent: percentOf('test') };
}

/** The samples that are drawn from, parallel lists. */
interface Drawable {
  readonly labels: Uint8Array; // [samples]
  readonly splits: Uint8Array; // [samples], index into SPLITS
  readonly keys: ArrayLike<number>; // [samples]: copies have equal keys
}

/**
 * Moves training samples to validation and test, of every label its percentage, seeded; the other samples stay where
 * they are. Copies of one picture go together, as far as they fit: what is tested must not have been trained on.
 *
 * @returns new splits; a label with so few training samples that its percentage rounds to none gives none away
 */
export function drawSplits(
  { labels, splits, keys }: Drawable,
  { seed, validationPercent, testPercent }: SplitDraw,
): Uint8Array<ArrayBuffer> {
  const drawn = Uint8Array.from(splits);
  const positions = Array.from(splits.keys()).filter((position) => splits[position] === TRAIN);
  for (const [label, groups] of copiesByLabel(positions, labels, keys)) {
    const count = groups.reduce((sum, group) => sum + group.length, 0);
    const parts = [
      { split: VALIDATION, room: Math.round((count * validationPercent) / 100) },
      { split: TEST, room: Math.round((count * testPercent) / 100) },
    ];
    for (const place of randomPermutation(groups.length, seed, PURPOSE.split, label)) {
      const group = groups[place] ?? [];
      const part = parts.find(({ room }) => room >= group.length);
      if (!part) continue;
      part.room -= group.length;
      for (const position of group) drawn[position] = part.split;
    }
  }
  return drawn;
}

/** Positions of equal pictures together, under the label of the first of them, in the order of those. */
function copiesByLabel(
  positions: readonly number[],
  labels: Uint8Array,
  keys: ArrayLike<number>,
): ReadonlyMap<number, readonly (readonly number[])[]> {
  const copies = grouped(positions, (position) => keys[position] ?? 0);
  return grouped([...copies.values()], ([first = 0]) => labels[first] ?? 0);
}

/** The positions of each label's samples, ascending. */
export function positionsByLabel(labels: Uint8Array): ReadonlyMap<number, readonly number[]> {
  return grouped([...labels.keys()], (position) => labels[position] ?? 0);
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => number): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Index of a split in SPLITS, as shards hold it. */
export function splitIndex(split: Split): number {
  return SPLITS.indexOf(split);
}
