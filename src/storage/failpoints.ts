/**
 * Every step at which an import or a removal can be cut short, in the order of the protocol. The kill harness dies at each
 * of them in every way it knows (`npm run kills`), and fails when one is never reached. "…-put" and "…-removed" lie inside
 * a transaction that has not been committed yet.
 */
export const FAILPOINTS = [
  'import/locked',
  'import/intent-put',
  'import/intent-written',
  'import/shard-ready',
  'import/shard-put',
  'import/shard-written',
  'import/shards-written',
  'import/splits-read',
  'import/splits-put',
  'import/splits-written',
  'import/shard-verified',
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
