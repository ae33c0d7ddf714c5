import { recall } from '../remembered';
import { askedBackend, failureOf, importer, learner, session } from '../session';
import { failed, ready, working } from '../stage';
import { chooseDataset, describeNetworks } from './data-actions';
import { listModels } from './model-actions';

/** What a fresh page does once: bring back what is stored, and find out what computes here. */
export async function restoreSession(): Promise<void> {
  await Promise.all([restoreDatasets(), restoreModels(), startBackend()]);
  session.setState({ isRestored: true });
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
