import { session } from './session';

/** Keeps the screen on while something is trained and the page is seen: a sleeping machine trains nothing. */
export function stayAwakeWhileTraining(page: Document): void {
  let held: WakeLockSentinel | undefined;
  let isAsking = false;
  const isWanted = () => session.getState().train.status === 'working' && page.visibilityState === 'visible';
  const isHeld = () => held !== undefined && !held.released;
  const update = async () => {
    if (isAsking) return;
    isAsking = true;
    for (let settled: boolean | undefined; settled !== isWanted();) {
      settled = isWanted(); // what is wanted may change while the browser answers
      if (settled === isHeld()) continue;
      try {
        if (settled) held = await navigator.wakeLock.request('screen');
        else await held?.release();
      } catch {
        // Refused, by a low battery for instance, or not there at all: training goes on without.
      }
    }
    isAsking = false;
  };
  let wasTraining = false;
  session.subscribe(({ train }) => {
    const isTraining = train.status === 'working';
    if (isTraining === wasTraining) return; // not at every step
    wasTraining = isTraining;
    void update();
  });
  page.addEventListener('visibilitychange', () => void update());
}
