import { type Findings, SPLITS } from '../shared/dataset';

/**
 * A picture as a number: the same pixels, the same number. 53 bits of two hashes (FNV-1a, and one in the manner of
 * MurmurHash), so that among 100,000 pictures two different ones share it once in two million datasets.
 */
export function pixelKey(pixels: Uint8Array): number {
  let one = 0x811c9dc5;
  let other = 0x9747b28c;
  for (let at = 0; at < pixels.length; at += 1) {
    const byte = pixels[at] as number;
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x5bd1e995);
    other ^= other >>> 15;
  }
  return (one >>> 0) * 0x200000 + (other >>> 11);
}

interface Group {
  readonly label: number; // of its first picture
  pictures: number;
  isContradictory: boolean;
  firstSplit: number; // index into SPLITS
}

/**
 * Counts pictures that occur more than once.
 *
 * @param keys [samples], of pixelKey
 * @param labels [samples]
 * @param splits [samples], index into SPLITS
 */
export function findDuplicates(keys: readonly number[], labels: Uint8Array, splits: Uint8Array): Findings {
  const groups = new Map<number, Group>();
  for (const [index, key] of keys.entries()) {
    const label = labels[index] ?? 0;
    const split = splits[index] ?? 0;
    const group = groups.get(key);
    if (group) {
      group.pictures += 1;
      group.isContradictory ||= group.label !== label;
      group.firstSplit = Math.min(group.firstSplit, split);
    } else groups.set(key, { label, pictures: 1, isContradictory: false, firstSplit: split });
  }
  const contradictory = [...groups.values()].filter((group) => group.isContradictory);
  return {
    exactDuplicates: keys.length - groups.size,
    acrossSplits: keys.filter((key, index) => isInEarlierSplit(groups.get(key), splits[index])).length,
    contradictory: contradictory.reduce((sum, { pictures }) => sum + pictures, 0),
  };
}

/** Parts stand in the order of SPLITS: what is tested must not have been trained on. */
function isInEarlierSplit(group: Group | undefined, split = SPLITS.indexOf('train')): boolean {
  return group !== undefined && group.firstSplit < split;
}
