/**
 * Fetches, when the page has nothing better to do, the parts that come by import() when they are first needed: they are
 * then here when the network is not. A part that does not arrive now is asked for again where it is used.
 */
export function loadAhead(): void {
  const load = () =>
    void Promise.allSettled([
      import('./parts/training-chart'),
      import('client-zip'),
      import('mediabunny'),
      import('./video-out'),
    ]);
  // Safari has no idle callback.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(load);
  else setTimeout(load, 1000);
}
