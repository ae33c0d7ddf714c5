import { EXPRESSIONS } from '../../shared/labels';
import type { Failure } from '../../shared/errors';
import { countOf, type DatasetManifest, FER2013_IMAGE, SPLITS } from '../../shared/dataset';
import { excludedIn } from '../../shared/exclusions';
import type { ImportProgress } from '../../data/import-dataset';
import type { ImportSource } from '../../data/recognise';
import { misdirection } from '../misdirection';
import { faceSizeNamed } from '../face-size';
import { recall, remember } from '../remembered';
import { datasetInUse, failureOf, importer, learner, session } from '../session';
import { EMPTY, failed, ready, working } from '../stage';
import { tellOtherTabs } from '../tabs';
import { leaveReview, readReview } from './review-actions';
import { leaveEvaluation } from './running-evaluation';

/** Faces per label the mosaic asks for; wide screens show them all. */
const MOSAIC_FACES = 12;
/** Drawn faces of each expression in the built-in sample set. */
const SAMPLE_PER_LABEL = 200;
const SAMPLE_SEED = 1;
/** Faces of FER2013's Training part: what recipes are shown for before there is a dataset. */
const FER2013_TRAINING = 28_709;

let running: AbortController | undefined;

export function importFiles(source: ImportSource, acceptTruncated = false): Promise<void> {
  const misdirected = misdirection(source.files);
  if (misdirected && session.getState().data.status !== 'working') {
    session.setState({ data: failed(misdirected), lastImport: undefined });
    return Promise.resolve();
  }
  session.setState({ lastImport: source });
  const request = { ...source, acceptTruncated };
  return runImport(source.name, (options) => importer().call('importFiles', request, options));
}

export function chooseFaceSize(name: string): void {
  const faceSize = faceSizeNamed(name);
  session.setState({ faceSize });
  remember('faceSize', faceSize);
}

export function drawSample(): Promise<void> {
  const params = { seed: SAMPLE_SEED, perLabel: SAMPLE_PER_LABEL };
  return runImport(undefined, (options) => importer().call('drawSample', params, options));
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
  session.setState(({ importSeconds }) => ({
    datasets,
    importSeconds: { ...importSeconds, [manifest.id]: seconds },
    lastImport: undefined,
  }));
  tellOtherTabs('datasets');
  askToPersist();
  await chooseDataset(manifest.id);
}

/** Asks the browser, once, not to clear what is stored when disk space runs short. Its answer changes nothing here. */
function askToPersist(): void {
  if (recall('askedToPersist') !== undefined || !navigator.storage?.persist) return;
  remember('askedToPersist', 'yes');
  navigator.storage.persist().catch(() => undefined);
}

/** Back to the dataset in use, after a failure or a cancelled import. */
export function dismissImport(): void {
  const dataset = datasetInUse(session.getState());
  session.setState({ data: dataset ? ready(dataset) : EMPTY, lastImport: undefined });
}

export async function chooseDataset(id: string | undefined): Promise<void> {
  const dataset = session.getState().datasets.find((known) => known.id === id);
  leaveEvaluation();
  leaveReview();
  session.setState({
    datasetId: dataset?.id,
    data: dataset ? ready(dataset) : EMPTY,
    faces: undefined,
    split:
      SPLITS.find((split) => split !== 'train' && dataset?.counts[split].some((count) => count > 0)) ??
      'train',
    // Recipes depend on how much there is to learn from: settings start anew with the dataset.
    recipe: undefined,
  });
  if (dataset) remember('dataset', dataset.id);
  if (dataset) void readReview(dataset.id);
  await Promise.all([dataset && readFaces(dataset.id), describeNetworks()]);
}

async function readFaces(id: string): Promise<void> {
  try {
    const faces = await importer().call('readFaces', { id, split: 'train', perLabel: MOSAIC_FACES });
    if (session.getState().datasetId === id) session.setState({ faces });
  } catch (error) {
    if (session.getState().datasetId !== id) return;
    const failure = failureOf(error);
    await refreshAfter(failure);
    session.setState({ data: failed(failure) });
  }
}

export async function removeDataset(id: string): Promise<void> {
  try {
    await importer().call('removeDataset', { id });
    tellOtherTabs('datasets');
    await refreshDatasets();
  } catch (error) {
    session.setState({ data: failed(failureOf(error)) });
  }
}

/** Reads the list of stored datasets; one in use that is gone gives way to another. */
export async function refreshDatasets(): Promise<void> {
  const datasets = await importer().call('listDatasets', undefined);
  session.setState({ datasets });
  const { data, datasetId } = session.getState();
  const isThere = datasets.some(({ id }) => id === datasetId);
  if (isThere && datasetId !== undefined) void readReview(datasetId); // another tab may have left some out
  // An import under way is about to choose its own.
  if (isThere || data.status === 'working' || (datasetId ?? datasets[0]?.id) === undefined) return;
  await chooseDataset(datasets[0]?.id);
}

/** What is missing was removed in another tab: the lists then say what is still there. */
export async function refreshAfter({ code }: Failure): Promise<void> {
  if (code === 'storage/missing') await refreshDatasets().catch(() => undefined);
}

/** What the presets look like for the labels and pictures of the dataset in use; without one, for FER2013's. */
export async function describeNetworks(): Promise<void> {
  const dataset = datasetInUse(session.getState());
  const { labels, image } = dataset ?? { labels: EXPRESSIONS, image: FER2013_IMAGE };
  const { exclusions } = session.getState();
  const trainImages = dataset
    ? countOf(dataset, 'train') - excludedIn(exclusions, 'train')
    : FER2013_TRAINING;
  const { datasetId, preset } = session.getState();
  // Another dataset or preset chosen meanwhile asks for itself.
  const isStale = () => session.getState().datasetId !== datasetId || session.getState().preset !== preset;
  try {
    const [presets, network] = await Promise.all([
      learner().call('listPresets', { labels, image, trainImages }),
      learner().call('describe', { preset, labels, image }),
    ]);
    if (isStale()) return;
    session.setState(({ recipe }) => ({
      presets,
      model: ready(network),
      recipe: recipe ?? presets.find(({ name }) => name === preset)?.recipe,
    }));
  } catch (error) {
    if (!isStale()) session.setState({ model: failed(failureOf(error)) });
  }
}
