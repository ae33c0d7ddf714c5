import type { EpochRecord } from '../../shared/history';
import { historyCsv } from '../history-csv';
import { saveFile } from '../save-file';
import { failureOf, session } from '../session';
import { learner } from '../threads';
import { tellOtherTabs } from '../tabs';

/** Reads the list of runs. One that cannot be read stays as it was: nobody asked for it. */
export async function refreshRuns(): Promise<void> {
  try {
    session.setState({ runs: await learner().call('listRuns', undefined) });
  } catch {
    // See above.
  }
}

export function renameRun(id: string, name: string): Promise<void> {
  return change(() => learner().call('renameRun', { id, name }));
}

export function removeRun(id: string): Promise<void> {
  return change(() => learner().call('removeRun', { id }));
}

async function change(work: () => Promise<void>): Promise<void> {
  session.setState({ runsFailure: undefined });
  try {
    await work();
    tellOtherTabs('runs');
  } catch (error) {
    session.setState({ runsFailure: failureOf(error) });
  }
  await refreshRuns();
}

/** Draws a run's curves over those shown, or takes them away. */
export function toggleOverlay(id: string): void {
  session.setState(({ overlaid }) => ({
    overlaid: overlaid.includes(id) ? overlaid.filter((known) => known !== id) : [...overlaid, id],
  }));
}

/** Hands a run's curves to the browser to save. */
export function saveCsv(name: string, history: readonly EpochRecord[]): void {
  const blob = new Blob([historyCsv(history)], { type: 'text/csv' });
  saveFile({ name: `${name.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')}.csv`, blob });
}
