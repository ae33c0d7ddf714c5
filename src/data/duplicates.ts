import { type Findings, SPLITS } from '../shared/dataset';

/**
 * A picture as a number: the same pixels, the same number. 53 bits of two hashes (MurmurHash3 with its own and other factors,
 * four pixels at a time), so that among 100,000 pictures two different ones share it once in two million datasets. Not to be stored: it depends on the machine's order of bytes.
 */
export function pixelKey(pixels: Uint8Array): number {
  const { buffer, byteOffset, length } = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  const words = new Int32Array(buffer, byteOffset, length >> 2);
  let one = 0x811c9dc5;
  let other = 0x9747b28c;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as number;
    one = mixed(one, turned(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
    other = mixed(other, turned(Math.imul(word, 0x239b961b), 16), 0x38b34ae5);
  }
  for (let at = words.length * 4; at < length; at += 1) {
    one = mixed(one, pixels[at] as number, 0x1b873593);
    other = mixed(other, pixels[at] as number, 0x38b34ae5);
  }
  return (finished(one) >>> 0) * 0x200000 + (finished(other) >>> 11);
}

function mixed(hash: number, word: number, factor: number): number {
  return (Math.imul(turned(hash ^ Math.imul(word, factor), 13), 5) + 0xe6546b64) | 0;
}

function turned(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Every bit then depends on every pixel. */
function finished(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return whole ^ (whole >>> 16);
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
