import type { Failure } from '../../shared/errors';
import { recall } from '../remembered';
import { stayAwakeWhileTraining } from '../wake-lock';
import { failureOf, hasItsDataset, type Session, session, waitingRun } from '../session';
import { askedBackend, importer, learner } from '../threads';
import { failed, ready, working } from '../stage';
import { followOtherTabs, followTrainingElsewhere, type SharedList, untilNobodyTrains } from '../tabs';
import { tellOfCutOffImports } from './cut-off-actions';
import { chooseDataset, describeNetworks, refreshDatasets } from './data-actions';
import { leaveMissingStart, listModels, openBox } from './model-actions';
import { readStorage } from './storage-actions';
import { takeRecipeFromLink, takeRecipesThatWait } from './recipe-actions';
import { refreshRuns } from './run-actions';
import { bringBackPreset, bringBackSettings, keepSettings } from './settings-actions';
import { resumeRun, saveWhenHidden } from './train-actions';

/** What a fresh page does once: bring back what is stored, and find out what computes here. */
export async function restoreSession(): Promise<void> {
  void tellOfCutOffImports();
  await Promise.all([restoreStored(), startBackend(), readStorage(), refreshRuns()]);
  await takeRecipeFromLink();
  takeRecipesThatWait();
  addEventListener('hashchange', () => void takeRecipeFromLink());
  session.setState({ isRestored: true });
  followOtherTabs((changed) => void refresh(changed));
  followTrainingElsewhere((elsewhere, modelId) => {
    session.setState({ elsewhere });
    if (modelId !== undefined) void showTrainedElsewhere(modelId);
    if (elsewhere) void awaitEndElsewhere();
  });
  noticeTrainingElsewhere();
  saveWhenHidden(document);
  stayAwakeWhileTraining(document);
  await Promise.all([resumeByItself(), restoreBox()]);
}

/** What another tab trained already when this one was opened. */
function noticeTrainingElsewhere(): void {
  const held = session.getState().runs.find(({ isHeld }) => isHeld);
  if (!held) return;
  const { epoch } = held.place;
  const accuracy = held.history.at(-1)?.validation?.accuracy ?? null;
  session.setState({ elsewhere: { epoch, epochs: held.template.recipe.epochs, accuracy } });
  void awaitEndElsewhere();
}

/** What another tab has trained, unless the visitor chose a model here or an evaluation of one is under way. */
export async function showTrainedElsewhere(modelId: string): Promise<void> {
  const { isModelChosen, evaluate } = session.getState();
  const isFree = isModelChosen !== true && evaluate.status !== 'working';
  await listModels(isFree ? modelId : undefined).catch(() => undefined);
}

let isAwaitingEnd = false;

/** A training that ends says so. One whose tab died does not: then its run is offered here, or goes on by itself. */
async function awaitEndElsewhere(): Promise<void> {
  if (isAwaitingEnd) return;
  isAwaitingEnd = true;
  await untilNobodyTrains();
  isAwaitingEnd = false;
  const { elsewhere } = session.getState();
  await refreshRuns();
  // What was said meanwhile has arrived by now.
  if (elsewhere === undefined || session.getState().elsewhere !== elsewhere) return;
  session.setState({ elsewhere: undefined });
  await resumeByItself();
}

/**
 * Where the user chose so: what was cut off goes on. What was paused waits for a press; what has lost its dataset is not
 * tried, and the page says where it offers the run what is missing.
 */
export async function resumeByItself(): Promise<void> {
  const state = session.getState();
  const run = waitingRun(state);
  if (run?.status !== 'running' || recall('autoResume') !== 'yes') return;
  if (hasItsDataset(state, run)) await resumeRun(run.id);
}

/** Another tab changed what is stored. A list that cannot be read stays as it was: nobody here asked for it. */
async function refresh(changed: SharedList): Promise<void> {
  const refreshes = { datasets: refreshDatasets, models: listModels, runs: refreshRuns };
  await refreshes[changed]().catch(() => undefined);
}

/** What is stored. The model that the settings start from is missed only where the list of models is known. */
export async function restoreStored(): Promise<void> {
  const [areModelsKnown] = await Promise.all([restoreModels(), restoreDatasets()]);
  if (areModelsKnown) await leaveMissingStart();
}

/** The dataset in use, and the settings that were made for it. */
export async function restoreDatasets(): Promise<void> {
  const kept = bringBackPreset();
  const { datasets, failure } = await storedDatasets();
  session.setState({ datasets, isDatasetListUnread: failure !== undefined });
  const remembered = datasets.find(({ id }) => id === recall('dataset')) ?? datasets[0];
  const described = remembered ? chooseDataset(remembered.id) : describeNetworks();
  // Before anything is awaited: the page is open to the visitor already.
  bringBackSettings(kept);
  // Without the list nothing was brought back, and what is kept must not give way to that.
  if (failure) session.setState({ data: failed(failure) });
  else keepSettings();
  await described;
}

async function storedDatasets(): Promise<Pick<Session, 'datasets'> & { readonly failure?: Failure }> {
  try {
    return { datasets: await importer().call('listDatasets', undefined) };
  } catch (error) {
    return { datasets: [], failure: failureOf(error) };
  }
}

/** Who has models of their own does not miss the box; to others the pages say why there is none. */
async function restoreBox(): Promise<void> {
  try {
    await openBox();
  } catch (error) {
    session.setState({ boxFailure: failureOf(error) });
  }
}

/** @returns whether they could be listed; else the page says why not */
async function restoreModels(): Promise<boolean> {
  try {
    await listModels(recall('model'));
    return true;
  } catch (error) {
    session.setState({ evaluate: failed(failureOf(error)) });
    return false;
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
