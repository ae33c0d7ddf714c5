import { recall } from '../remembered';
import { askedBackend, failureOf, importer, learner, session } from '../session';
import { failed, ready, working } from '../stage';
import { followOtherTabs, type SharedList } from '../tabs';
import { chooseDataset, describeNetworks, refreshDatasets } from './data-actions';
import { listModels } from './model-actions';
import { readStorage } from './storage-actions';

/** What a fresh page does once: bring back what is stored, and find out what computes here. */
export async function restoreSession(): Promise<void> {
  await Promise.all([restoreDatasets(), restoreModels(), startBackend(), readStorage()]);
  session.setState({ isRestored: true });
  followOtherTabs((changed) => void refresh(changed));
}

/** Another tab changed what is stored. A list that cannot be read stays as it was: nobody here asked for it. */
async function refresh(changed: SharedList): Promise<void> {
  await (changed === 'datasets' ? refreshDatasets() : listModels()).catch(() => undefined);
}

async function restoreDatasets(): Promise<void> {
  try {
    const datasets = await importer().call('listDatasets', undefined);
    session.setState({ datasets });
    const remembered = datasets.find(({ id }) => id === recall('dataset')) ?? datasets[0];
    if (remembered) await chooseDataset(remembered.id);
    else await describeNetworks();
  } catch (error) {
    session.setState({ data: failed(failureOf(error)) });
    await describeNetworks();
  }
}

async function restoreModels(): Promise<void> {
  try {
    await listModels(recall('model'));
  } catch (error) {
    session.setState({ evaluate: failed(failureOf(error)) });
  }
}

async function startBackend(): Promise<void> {
  session.setState({ backend: working(undefined) });
  try {
    session.setState({ backend: ready(await learner().call('startBackend', { backend: askedBackend() })) });
  } catch (error) {
    session.setState({ backend: failed(failureOf(error)) });
  }
}
