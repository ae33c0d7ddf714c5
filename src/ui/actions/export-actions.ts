import type { ExportFormat, ExportProgress } from '../../data/export-dataset';
import { saveFile } from '../save-file';
import { datasetInUse, failureOf, session } from '../session';
import { importer } from '../threads';
import { EMPTY, failed, ready, working } from '../stage';

let running: AbortController | undefined;

const TYPES = {
  zip: { description: 'Zip', accept: { 'application/zip': ['.zip'] as `.${string}`[] } },
  csv: { description: 'CSV', accept: { 'text/csv': ['.csv'] as `.${string}`[] } },
} as const;

/**
 * Writes the dataset in use into a file: a chosen one where the browser lets us, else a download.
 *
 * @param isCleaned leave out what is excluded
 */
export async function exportDataset(format: ExportFormat, isCleaned: boolean): Promise<void> {
  const dataset = datasetInUse(session.getState());
  if (!dataset || session.getState().exporting.status === 'working') return;
  const suggested = `${dataset.name.replaceAll(/[\\/:*?"<>|]/g, '_')}.${format}`;
  const controller = new AbortController();
  running = controller;
  try {
    const to = await chooseFile(suggested, format);
    if (to === 'nowhere') return;
    session.setState({ exporting: working({ dataset, progress: undefined }) });
    const onProgress = (progress: ExportProgress) =>
      session.setState({ exporting: working({ dataset, progress }) });
    const exported = await importer().call(
      'exportDataset',
      { id: dataset.id, format, isCleaned, to },
      { signal: controller.signal, onProgress },
    );
    if (!exported) return session.setState({ exporting: EMPTY });
    const name = to?.name ?? suggested;
    if (exported.blob) saveFile({ name, blob: exported.blob });
    session.setState({ exporting: ready({ name, bytes: exported.bytes }) });
  } catch (error) {
    session.setState({ exporting: failed(failureOf(error)) });
  }
}

export function cancelExport(): void {
  running?.abort();
}

/** @returns undefined where the browser has no such dialog; 'nowhere' when the user closed it */
async function chooseFile(
  suggestedName: string,
  format: ExportFormat,
): Promise<FileSystemFileHandle | undefined | 'nowhere'> {
  if (!('showSaveFilePicker' in window) || typeof window.showSaveFilePicker !== 'function') return undefined;
  const show = window.showSaveFilePicker as (options: object) => Promise<FileSystemFileHandle>; // not in TypeScript's library
  return show({ suggestedName, types: [TYPES[format]] }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') return 'nowhere' as const;
    throw error;
  });
}
