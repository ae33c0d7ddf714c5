import { session } from '../session';
import { EMPTY } from '../stage';

// Apart from evaluate-actions.ts because every chooser of a model or a dataset leaves the evaluation of the last.

let running: AbortController | undefined;

export function enterEvaluation(): AbortController {
  running = new AbortController();
  return running;
}

/** Whether this evaluation is still the one the page waits for: what others report belongs to another choice. */
export function isCurrent(controller: AbortController): boolean {
  return running === controller;
}

export function cancelEvaluation(): void {
  running?.abort();
}

/** Stops the evaluation under way and forgets the figures of the last: another model or other images are chosen. */
export function leaveEvaluation(): void {
  running?.abort();
  running = undefined;
  session.setState({ evaluate: EMPTY });
}
