import type { ImportProgress } from '../../data/import-dataset';
import type { PictureChoice } from '../../data/picture-choice';
import type { ImportSource } from '../../data/recognise';
import type { DatasetManifest, SplitDraw } from '../../shared/dataset';
import { misdirection } from '../misdirection';
import { datasetInUse, failureOf, type ImportDraft, type PlannedImport, session } from '../session';
import { importer } from '../threads';
import { EMPTY, failed, ready, working } from '../stage';
import { tellOtherTabs } from '../tabs';
import { dismissCutOff } from './cut-off-actions';
import { chooseDataset } from './data-actions';
import { askToPersistOnce, readStorage } from './storage-actions';

/** Drawn faces of each expression in the built-in sample set. */
const SAMPLE_PER_LABEL = 200;
const SAMPLE_SEED = 1;

let looking: AbortController | undefined;
let running: AbortController | undefined;

/** Opens what was chosen and shows what is in it; it is imported when the user says so. */
export function lookAt(source: ImportSource): Promise<void> {
  if (session.getState().data.status === 'working') return Promise.resolve();
  const misdirected = misdirection(source.files);
  endLook();
  if (misdirected) {
    session.setState({ draft: undefined, data: failed(misdirected), lastImport: undefined });
    return Promise.resolve();
  }
  dismissImport();
  const draft = { source, title: undefined, pictures: { several: 'leave-out' }, splits: 'shipped' } as const;
  return lookAgain({ ...draft, preview: undefined, isLooking: true });
}

async function lookAgain(draft: ImportDraft): Promise<void> {
  endLook();
  const controller = new AbortController();
  looking = controller;
  session.setState({ draft });
  void readStorage();
  const show = (news: Partial<ImportDraft>) => {
    const { draft: now } = session.getState();
    if (looking === controller && now) session.setState({ draft: { ...now, ...news } });
  };
  try {
    const preview = await importer().call(
      'previewFiles',
      { ...draft.source, pictures: draft.pictures },
      { signal: controller.signal, onProgress: (soFar) => show({ preview: soFar }) },
    );
    show({ isLooking: false, ...(preview && { preview }) });
  } catch (error) {
    if (looking !== controller) return;
    session.setState({ draft: undefined, data: failed(failureOf(error)), lastImport: draft.source });
  }
}

function endLook(): void {
  looking?.abort();
  looking = undefined;
}

/** Name and parts are taken as they are; another choice about pictures needs another look. */
export function changeDraft(change: Partial<Pick<ImportDraft, 'title' | 'splits'>>): void {
  const { draft } = session.getState();
  if (draft) session.setState({ draft: { ...draft, ...change } });
}

export function choosePictures(change: Partial<PictureChoice>): Promise<void> {
  const { draft } = session.getState();
  if (!draft) return Promise.resolve();
  return lookAgain({ ...draft, pictures: { ...draft.pictures, ...change }, isLooking: true });
}

export function dropDraft(): void {
  endLook();
  session.setState({ draft: undefined });
}

/** Imports what is being looked at, also before the look is over. */
export function importDraft(): Promise<void> {
  const { draft } = session.getState();
  if (!draft?.preview) return Promise.resolve();
  const { source, preview, title, pictures, splits } = draft;
  dropDraft();
  session.setState({ ownPictures: undefined });
  const name = title?.trim();
  const planned = { ...source, pictures, splits, ...(name && { title: name }) };
  return importFiles(planned, preview.isTruncated);
}

/** @param acceptTruncated take the complete rows of a file that was cut short */
export function importFiles(planned: PlannedImport, acceptTruncated = false): Promise<void> {
  session.setState({ lastImport: planned });
  const request = { ...planned, acceptTruncated };
  return runImport(planned.name, (options) => importer().call('importFiles', request, options));
}

export function drawSample(): Promise<void> {
  const params = { seed: SAMPLE_SEED, perLabel: SAMPLE_PER_LABEL };
  return runImport(undefined, (options) => importer().call('drawSample', params, options));
}

/** Stores the dataset in use once more, with other parts. */
export function splitAgain(draw: SplitDraw, title: string): Promise<void> {
  const dataset = datasetInUse(session.getState());
  if (!dataset) return Promise.resolve();
  const params = { id: dataset.id, draw, title };
  return runImport(dataset.name, (options) => importer().call('splitAgain', params, options));
}

export function cancelImport(): void {
  running?.abort();
}

interface ImportOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
}

async function runImport(
  fileName: string | undefined,
  start: (options: ImportOptions) => Promise<DatasetManifest | undefined>,
): Promise<void> {
  if (session.getState().data.status === 'working') return;
  const controller = new AbortController();
  running = controller;
  const startedAtMs = performance.now();
  const elapsedSeconds = () => (performance.now() - startedAtMs) / 1000;
  session.setState({ data: working({ fileName, elapsedSeconds: 0, progress: undefined }) });
  dismissCutOff();
  try {
    const manifest = await start({
      signal: controller.signal,
      onProgress: (progress) =>
        session.setState({ data: working({ fileName, elapsedSeconds: elapsedSeconds(), progress }) }),
    });
    if (!manifest) return dismissImport();
    await takeImported(manifest, elapsedSeconds());
  } catch (error) {
    session.setState({ data: failed(failureOf(error)) });
  }
}

async function takeImported(manifest: DatasetManifest, seconds: number): Promise<void> {
  const datasets = await importer().call('listDatasets', undefined);
  session.setState(({ importSeconds, datasets: before }) => ({
    datasets,
    isDatasetListUnread: false,
    storedBefore: storedBefore(before, manifest),
    importSeconds: { ...importSeconds, [manifest.id]: seconds },
    lastImport: undefined,
  }));
  tellOtherTabs('datasets');
  void askToPersistOnce();
  await chooseDataset(manifest.id);
}

function storedBefore(before: readonly DatasetManifest[], { id, shards }: DatasetManifest) {
  const known = before.find((dataset) => dataset.id === id);
  const withPoses = (all: DatasetManifest['shards']) =>
    all.filter((shard) => shard.posesSha256 !== undefined);
  return known && { id, hasNewPoses: withPoses(shards).length > withPoses(known.shards).length };
}

/** Back to the dataset in use, after a failure or a cancelled import. */
export function dismissImport(): void {
  const dataset = datasetInUse(session.getState());
  session.setState({ data: dataset ? ready(dataset) : EMPTY, lastImport: undefined });
}
