import { session } from './session';

/** Room is for faces first: the page itself is kept where it takes a small part of what is free. */
const LEAST_FREE_BYTES = 500e6;

/**
 * Fetches, when the page has nothing better to do, what is first needed later: the parts that come by import(), and by
 * the service worker everything else. They are then here when the network is not. What does not arrive now is asked for
 * again where it is used.
 */
export function loadAhead(): void {
  const load = () =>
    void Promise.allSettled([
      import('./parts/training-chart'),
      import('client-zip'),
      import('mediabunny'),
      import('./video-out'),
    ]).then(keepPage);
  // Safari has no idle callback.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(load);
  else setTimeout(load, 1000);
}

/** Keeps the whole page for visits without a network; not on a line where every megabyte counts. */
async function keepPage(): Promise<void> {
  // Some browsers have none in private windows, and none on pages served without TLS.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { freeBytes = Infinity } = session.getState().storage ?? {};
  if (savesData() || freeBytes < LEAST_FREE_BYTES) return;
  await navigator.serviceWorker.register('./sw.js').catch(() => undefined);
}

function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } }; // not in the DOM types
  return connection?.saveData === true;
}
