import type { Failure } from '../../shared/errors';
import { SPLITS } from '../../shared/dataset';
import { ownRecipe } from '../preset-choices';
import { remember } from '../remembered';
import { failureOf, session } from '../session';
import { importer, learner } from '../threads';
import { EMPTY, failed, ready } from '../stage';
import { tellOtherTabs } from '../tabs';
import { taskInUse } from '../task-in-use';
import { leaveReview, readReview } from './review-actions';
import { leaveEvaluation } from './running-evaluation';
import { readStorage } from './storage-actions';

/** Faces per label the mosaic asks for; wide screens show them all. */
const MOSAIC_FACES = 12;

export async function chooseDataset(id: string | undefined): Promise<void> {
  const dataset = session.getState().datasets.find((known) => known.id === id);
  leaveEvaluation();
  leaveReview();
  session.setState({
    datasetId: dataset?.id,
    data: dataset ? ready(dataset) : EMPTY,
    faces: undefined,
    // An export goes on, under the name it began with.
    ...(session.getState().exporting.status !== 'working' && { exporting: EMPTY }),
    split:
      SPLITS.find((split) => split !== 'train' && dataset?.counts[split].some((count) => count > 0)) ??
      'train',
    // Recipes depend on how much there is to learn from: settings start anew with the dataset.
    start: undefined,
    recipe: undefined,
    recipeTaken: EMPTY,
    trials: {},
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
  await changeStored(() => importer().call('removeDataset', { id }));
}

export async function renameDataset(id: string, name: string): Promise<void> {
  await changeStored(() => importer().call('renameDataset', { id, name }));
}

async function changeStored(change: () => Promise<void>): Promise<void> {
  try {
    await change();
    tellOtherTabs('datasets');
    await Promise.all([refreshDatasets(), readStorage()]);
  } catch (error) {
    session.setState({ data: failed(failureOf(error)) });
  }
}

/** Reads the list of stored datasets; one in use that is gone gives way to another. */
export async function refreshDatasets(): Promise<void> {
  const datasets = await importer().call('listDatasets', undefined);
  session.setState({ datasets, isDatasetListUnread: false });
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

/** What the presets look like for the labels and pictures of the dataset in use; without one, for those they are made for. */
export async function describeNetworks(): Promise<void> {
  const task = taskInUse(session.getState());
  const { datasetId, preset } = session.getState();
  // Another dataset or preset chosen meanwhile asks for itself.
  const isStale = () => session.getState().datasetId !== datasetId || session.getState().preset !== preset;
  try {
    const [presets, network] = await Promise.all([
      learner().call('listPresets', { task }),
      learner().call('describe', { preset, task }),
    ]);
    if (isStale()) return;
    session.setState(({ recipe, start }) => ({
      presets,
      model: ready(network),
      recipe: recipe ?? ownRecipe({ presets, preset, start }),
    }));
  } catch (error) {
    if (!isStale()) session.setState({ model: failed(failureOf(error)) });
  }
}
