import { session } from './session';

/** Keeps the screen on while something is trained and the page is seen: a sleeping machine trains nothing. */
export function stayAwakeWhileTraining(page: Document): void {
  let held: WakeLockSentinel | undefined;
  let isAsking = false;
  const isWanted = () => session.getState().train.status === 'working' && page.visibilityState === 'visible';
  const update = async () => {
    if (isAsking) return;
    if (isWanted() === (held !== undefined && !held.released)) return;
    isAsking = true;
    try {
      if (isWanted()) held = await navigator.wakeLock.request('screen');
      else await held?.release();
    } catch {
      // Refused, by a low battery for instance, or not there at all: training goes on without.
    } finally {
      isAsking = false;
    }
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
