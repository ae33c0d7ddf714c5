/**
 * Every step at which a write can be cut short, in the order of the protocol. The kill harness dies at each
 * of them in every way it knows (`npm run kills`), and fails when one is never reached. "…-put" and "…-removed" lie inside
 * a transaction that has not been committed yet.
 */
export const FAILPOINTS = [
  'import/locked',
  'import/intent-put',
  'import/intent-written',
  'import/shard-ready',
  'import/shard-put',
  'import/shards-on-disk',
  'import/shard-verified',
  'import/splits-read',
  'import/splits-put',
  'import/splits-written',
  'import/shards-written',
  'import/described',
  'publish/locked',
  'publish/manifest-put',
  'publish/shards-linked',
  'publish/intent-removed',
  'publish/old-shards-removed',
  'publish/written',
  'publish/stored-already',
  'abandon/begun',
  'abandon/written',
  'clean-up/found',
  'clean-up/locked',
  'clean-up/written',
  'unwritten/shards-removed',
  'unwritten/intent-removed',
  'remove/locked',
  'remove/manifest-removed',
  'remove/link-removed',
  'remove/shards-removed',
  'remove/written',
  'upgrade/begun',
  'upgrade/store-made',
  'upgrade/done',
  'checkpoint/begun',
  'checkpoint/chunk-put',
  'checkpoint/group-written',
  'checkpoint/chunks-written',
  'checkpoint/chunk-verified',
  'checkpoint/verified',
  'flip/manifest-put',
  'flip/run-put',
  'flip/along-put',
  'flip/written',
  'old/found',
  'old/manifest-removed',
  'old/chunks-removed',
  'old/written',
  'status/put',
  'status/written',
  'rename/put',
  'rename/written',
  'run-removal/locked',
  'run-removal/run-removed',
  'run-removal/manifests-removed',
  'run-removal/chunks-removed',
  'run-removal/written',
  'run-clean-up/found',
  'run-clean-up/written',
  'model/summary-put',
  'model/weights-put',
  'model/written',
  'model-removal/summary-removed',
  'model-removal/weights-removed',
  'model-removal/written',
] as const;
export type Failpoint = (typeof FAILPOINTS)[number];

/**
 * A named place to die at. Only `vite build --mode failpoints` keeps it: there it asks the server and stands still until the
 * answer, without giving an open transaction the time to end. In every other build the call is folded away.
 *
 * @throws QuotaExceededError where the harness answers so
 */
export function failpoint(name: Failpoint): void {
  if (import.meta.env.MODE === 'failpoints') ask(name);
}

function ask(name: Failpoint): void {
  const request = new XMLHttpRequest();
  request.open('POST', new URL(`/failpoint/${name}`, location.origin), false);
  request.send();
  if (request.responseText === 'quota') throw new DOMException(name, 'QuotaExceededError');
}
