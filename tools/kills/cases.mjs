/** Which work reaches which failpoint, and what must be true after dying there. */

/**
 * import: a new dataset · groups: one so large that it goes to the disk in two transactions · again: one that is stored · heal: one whose stored copy lost a shard · clean-up: a start after an
 * import died · remove: a stored one
 *
 * @typedef {'import' | 'groups' | 'again' | 'heal' | 'clean-up' | 'remove'} Work
 * @typedef {{ work: Work, point: string, hit: number }} Case
 */

// Three shards in one transaction, read back one after the other; then their splits are written over, in another.
/** @type {Readonly<Record<Work, readonly [point: string, hits: readonly number[]][]>>} */
const POINTS = {
  import: [
    ['import/locked', [1]],
    ['import/intent-put', [1]],
    ['import/intent-written', [1]],
    ['import/shard-ready', [1, 2, 3]],
    ['import/shard-put', [1, 2, 3]],
    ['import/shards-on-disk', [1, 2]],
    ['import/shard-verified', [1, 3, 4, 6]],
    ['import/splits-read', [1, 3]],
    ['import/splits-put', [1, 3]],
    ['import/splits-written', [1]],
    ['import/shards-written', [1]],
    ['import/described', [1]],
    ['publish/locked', [1]],
    ['publish/manifest-put', [1]],
    ['publish/shards-linked', [1]],
    ['publish/intent-removed', [1]],
    ['publish/written', [1]],
  ],
  // A group is 8 MiB; nine shards are the first that are not less.
  groups: [
    ['import/shard-ready', [10]],
    ['import/shard-put', [9, 10]],
    ['import/shards-on-disk', [1, 2]],
    ['import/shard-verified', [9, 10]],
  ],
  again: [
    ['publish/stored-already', [1]],
    ['abandon/begun', [1]],
    ['unwritten/shards-removed', [1]],
    ['unwritten/intent-removed', [1]],
    ['abandon/written', [1]],
  ],
  heal: [
    ['publish/old-shards-removed', [1]],
    ['publish/written', [1]],
  ],
  'clean-up': [
    ['clean-up/found', [1]],
    ['clean-up/locked', [1]],
    ['unwritten/shards-removed', [1]],
    ['unwritten/intent-removed', [1]],
    ['clean-up/written', [1]],
  ],
  remove: [
    ['remove/locked', [1]],
    ['remove/manifest-removed', [1]],
    ['remove/link-removed', [1]],
    ['remove/shards-removed', [1]],
    ['remove/written', [1]],
  ],
};

/** @type {readonly Case[]} */
export const CASES = Object.entries(POINTS).flatMap(([work, points]) =>
  points.flatMap(([point, hits]) => hits.map((hit) => ({ work: /** @type {Work} */ (work), point, hit }))),
);

/** The transaction of the work was committed before this point. @param {string} point */
const isAfterCommit = (point) => point === 'publish/written' || point === 'remove/written';

/**
 * What the dataset that is worked on must be after a death.
 *
 * @param {Case} one
 * @returns {'absent' | 'sound' | 'as damaged as before'}
 */
export function expectedAfter({ work, point }) {
  if (work === 'import' || work === 'groups') return isAfterCommit(point) ? 'sound' : 'absent';
  if (work === 'remove') return isAfterCommit(point) ? 'absent' : 'sound';
  if (work === 'heal') return isAfterCommit(point) ? 'sound' : 'as damaged as before';
  return work === 'again' ? 'sound' : 'absent';
}
