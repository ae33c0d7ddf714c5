/** Which work on runs, checkpoints and models reaches which failpoint, and what must be true after dying there. */

/**
 * checkpoint: the third of a run, at an epoch's end, with its model · first: the first of a new run, a small one · start: after a first
 * one died · status, rename, run-remove: of a stored run · model, model-remove: without a run · upgrade: from version 1
 *
 * @typedef {'checkpoint' | 'first' | 'start' | 'status' | 'rename' | 'run-remove' | 'model' | 'model-remove' | 'upgrade'} RunWork
 * @typedef {{ work: RunWork, point: string, hit: number }} RunCase
 */

const LARGE = { chunks: 5, groups: 2 }; // in one transaction each
const SMALL = { chunks: 1, groups: 1 };
const NEW_STORES = 4; // since version 1

/** @param {{ chunks: number, groups: number }} size @returns {(readonly [point: string, hits: number])[]} */
const saving = ({ chunks, groups }) => [
  ['checkpoint/begun', 1],
  ['checkpoint/chunk-put', chunks],
  ['checkpoint/group-written', groups],
  ['checkpoint/chunks-written', 1],
  ['checkpoint/chunk-verified', chunks],
  ['checkpoint/verified', 1],
  ['flip/manifest-put', 1],
  ['flip/run-put', 1],
];

/** @type {Readonly<Record<RunWork, readonly (readonly [point: string, hits: number])[]>>} */
const POINTS = {
  checkpoint: [
    ...saving(LARGE),
    ['model/summary-put', 1],
    ['model/weights-put', 1],
    ['flip/along-put', 1],
    ['flip/written', 1],
    ['old/found', 1],
    ['old/manifest-removed', 1],
    ['old/chunks-removed', 1],
    ['old/written', 1],
  ],
  first: [...saving(SMALL), ['flip/written', 1]],
  start: [
    ['run-clean-up/found', 1],
    ['run-removal/locked', 1],
    ['run-removal/chunks-removed', 1],
    ['run-removal/written', 1],
    ['run-clean-up/written', 1],
  ],
  status: [
    ['status/put', 1],
    ['status/written', 1],
  ],
  rename: [
    ['rename/put', 1],
    ['rename/written', 1],
  ],
  'run-remove': [
    ['run-removal/locked', 1],
    ['run-removal/run-removed', 1],
    ['run-removal/manifests-removed', 1],
    ['run-removal/chunks-removed', 1],
    ['run-removal/written', 1],
  ],
  model: [
    ['model/summary-put', 1],
    ['model/weights-put', 1],
    ['model/written', 1],
  ],
  'model-remove': [
    ['model-removal/summary-removed', 1],
    ['model-removal/weights-removed', 1],
    ['model-removal/written', 1],
  ],
  upgrade: [
    ['upgrade/begun', 1],
    ['upgrade/store-made', NEW_STORES],
    ['upgrade/done', 1],
  ],
};

/** @type {readonly RunCase[]} */
export const RUN_CASES = Object.entries(POINTS).flatMap(([work, points]) =>
  points.flatMap(([point, hits]) =>
    Array.from({ length: hits }, (_, index) => ({
      work: /** @type {RunWork} */ (work),
      point,
      hit: index + 1,
    })),
  ),
);

const COMMITTED = new Set([
  'flip/written',
  'status/written',
  'rename/written',
  'run-removal/written',
  'model/written',
  'model-removal/written',
]);

/** Whether the work's transaction was committed before this point. @param {string} point */
export function isCommitted(point) {
  return COMMITTED.has(point) || point.startsWith('old/');
}
