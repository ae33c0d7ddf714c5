/** Held by the page that trains: one at a time. */
export const TRAINING_LOCK = 'mien-train';

/** Begins the name of every run's lock. */
export const RUN_LOCK = 'mien-run-';

/** A run's lock: whoever holds it writes to the run. Free while nobody does, and when its tab has died. */
export function runLock(id: string): string {
  return RUN_LOCK + id;
}
