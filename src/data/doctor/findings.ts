import type { Diagnosis, Found, NearPairs } from '../../shared/diagnosis';
import { SPLITS } from '../../shared/dataset';

export interface Examined {
  readonly labels: Uint8Array; // [images]
  readonly splits: Uint8Array; // [images], index into SPLITS
  readonly exactGroup: Uint32Array<ArrayBuffer>; // [images]
  readonly pairs: NearPairs;
  readonly blank: readonly number[]; // ascending
  readonly flat: readonly number[]; // ascending
}

const TRAIN = SPLITS.indexOf('train');

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
export function findingsOf(examined: Examined): Omit<Diagnosis, 'seconds' | 'formatVersion'> {
  const { labels, splits, exactGroup, pairs } = examined;
  const family = familiesOf(exactGroup, pairs);
  const exact = membersBy(exactGroup);
  const near = nearGroups(pairs);
  const all = [...exactGroup.keys()];
  const isCopy = (index: number) => (exact.get(exactGroup[index] ?? 0)?.length ?? 0) > 1;
  const relatives = (index: number) =>
    (near.get(exactGroup[index] ?? 0) ?? []).flatMap((group) => exact.get(group) ?? []);
  const twins = (index: number) => (isCopy(index) ? (exact.get(exactGroup[index] ?? 0) ?? []) : []);
  const isEarlier = (index: number) => (other: number) => (splits[other] ?? 0) < (splits[index] ?? 0);
  const isOther = (index: number) => (other: number) => labels[other] !== labels[index];
  const isTrain = (index: number) => splits[index] === TRAIN;
  const ofPairs = (isMirrored: number) => {
    const groups = new Set(
      [...pairs.isMirrored].flatMap((is, pair) =>
        is === isMirrored ? [pairs.a[pair] ?? 0, pairs.b[pair] ?? 0] : [],
      ),
    );
    return all.filter((index) => groups.has(exactGroup[index] ?? 0));
  };
  const isContradicted = (index: number) =>
    (exact.get(exactGroup[index] ?? 0) ?? []).some((other) => labels[other] !== labels[index]);
  const surplusBy = (groups: Uint32Array) => (pictures: readonly number[]) =>
    surplusOf(pictures, groups, splits);
  return {
    found: {
      copies: found(all.filter(isCopy), surplusBy(exactGroup)),
      'copies-across': found(all.filter((index) => twins(index).some(isEarlier(index)))),
      contradictory: found(all.filter(isContradicted)),
      near: found(ofPairs(0), surplusBy(family)),
      mirrored: found(ofPairs(1), surplusBy(family)),
      'near-across': found(all.filter((index) => relatives(index).some(isEarlier(index)))),
      'near-contradictory': found(all.filter((index) => relatives(index).some(isOther(index)))),
      blank: found(examined.blank),
      flat: found(examined.flat),
    },
    copiesOfTraining: Uint32Array.from(
      all.filter((index) => !isTrain(index) && [...twins(index), ...relatives(index)].some(isTrain)),
    ),
    exactGroup,
    family,
    pairs,
  };
}

function found(
  pictures: readonly number[],
  surplus: (pictures: readonly number[]) => readonly number[] = (same) => same,
): Found {
  return { pictures: Uint32Array.from(pictures), surplus: Uint32Array.from(surplus(pictures)) };
}

/** All pictures but one of each group: the first of those in the earliest split stays. */
function surplusOf(pictures: readonly number[], groups: Uint32Array, splits: Uint8Array): number[] {
  const kept = new Map<number, number>();
  for (const index of pictures) {
    const group = groups[index] ?? 0;
    const best = kept.get(group);
    if (best === undefined || (splits[index] ?? 0) < (splits[best] ?? 0)) kept.set(group, index);
  }
  return pictures.filter((index) => kept.get(groups[index] ?? 0) !== index);
}

function membersBy(groups: Uint32Array): ReadonlyMap<number, readonly number[]> {
  const members = new Map<number, number[]>();
  for (const [index, group] of groups.entries()) {
    const known = members.get(group);
    if (known) known.push(index);
    else members.set(group, [index]);
  }
  return members;
}

/** For each group of equal pictures the groups it makes a near or mirrored pair with. */
function nearGroups({ a, b }: NearPairs): ReadonlyMap<number, readonly number[]> {
  const near = new Map<number, number[]>();
  const link = (from: number, to: number) => near.set(from, [...(near.get(from) ?? []), to]);
  for (const [pair, one] of a.entries()) {
    const other = b[pair] ?? 0;
    link(one, other);
    link(other, one);
  }
  return near;
}

/** @returns [images]: the first picture of all that hang together */
function familiesOf(exactGroup: Uint32Array<ArrayBuffer>, { a, b }: NearPairs): Uint32Array<ArrayBuffer> {
  const family = exactGroup.slice();
  const headOf = (index: number): number => {
    let head = index;
    while (family[head] !== head) head = family[head] ?? head;
    return head;
  };
  for (const [pair, one] of a.entries()) {
    const [low, high] = [headOf(one), headOf(b[pair] ?? 0)].toSorted((x, y) => x - y);
    family[high ?? 0] = low ?? 0;
  }
  return family.map((_, index) => headOf(index));
}
