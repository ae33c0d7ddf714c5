import type { PresetName } from '../../shared/model-card';
import { AppError, type Failure } from '../../shared/errors';
import type { Recipe } from '../../shared/recipe';
import type { ModelSummary, Which } from '../../storage/model-store';
import { offeredWeights } from '../model-names';
import { ownRecipe } from '../preset-choices';
import { remember } from '../remembered';
import { saveFile } from '../save-file';
import { failureOf, modelInUse, session } from '../session';
import { learner } from '../threads';
import { EMPTY, failed, ready, working } from '../stage';
import { tellOtherTabs } from '../tabs';
import { describeNetworks } from './data-actions';
import { leaveEvaluation } from './running-evaluation';

export async function choosePreset(preset: PresetName): Promise<void> {
  session.setState(({ presets, recipe }) => ({
    preset,
    start: undefined,
    recipeTaken: EMPTY,
    // Without a recipe the presets are still those of another dataset; its own is on its way.
    recipe: recipe && presets.find(({ name }) => name === preset)?.recipe,
  }));
  await describeNetworks();
}

/** A network with settings that another author had for it. */
export async function choosePresetWith(preset: PresetName, recipe: Recipe): Promise<void> {
  const described = choosePreset(preset);
  replaceRecipe(recipe);
  await described;
}

export function changeRecipe(change: Partial<Recipe>): void {
  session.setState(({ recipe }) => ({ recipe: recipe && { ...recipe, ...change } }));
}

export function replaceRecipe(recipe: Recipe): void {
  session.setState({ recipe, recipeTaken: EMPTY });
}

export function resetRecipe(): void {
  session.setState((state) => ({ recipeTaken: EMPTY, recipe: ownRecipe(state) }));
}

/** Training starts from a stored model, with its network, or from fresh weights. The settings start anew. */
export async function chooseStart(id: string | undefined): Promise<void> {
  const { models, preset: before } = session.getState();
  const model = models.find((known) => known.id === id);
  const freezesTrunk = session.getState().start?.freezesTrunk ?? false;
  const start = model && { modelId: model.id, weights: offeredWeights(model), freezesTrunk };
  const preset = model?.cards.last.preset ?? before;
  session.setState({ start, preset });
  resetRecipe();
  if (preset !== before) await describeNetworks();
}

/** A model that is no longer stored is no start, and its gentle settings go with it. */
export async function leaveMissingStart(): Promise<void> {
  const { start, models } = session.getState();
  if (start && !models.some(({ id }) => id === start.modelId)) await chooseStart(undefined);
}

export function freezeTrunk(freezesTrunk: boolean): void {
  session.setState(({ start }) => ({ start: start && { ...start, freezesTrunk } }));
}

/** The models that come with the page join the visitor's own. Without them everything else works. */
export async function openBox(): Promise<void> {
  const address = new URL('models/', document.baseURI).href;
  const added = await learner().call('installBox', { address });
  if (added > 0) await listModels();
}

/** Reads the list of stored models and makes one of them the one in use. */
export async function listModels(preferredId?: string): Promise<void> {
  const models = await learner().call('listModels', undefined);
  session.setState({ models });
  await leaveMissingStart();
  const { modelId } = session.getState();
  const known = [preferredId, modelId].find((id) => models.some((model) => model.id === id));
  takeModel(known ?? firstChoice(models)?.id);
  if (preferredId !== undefined && known === preferredId) remember('model', known);
}

/** The visitor's newest, unless it knows drawn faces alone: the page is shown real people. */
function firstChoice(models: readonly ModelSummary[]): ModelSummary | undefined {
  return modelForPeople(models) ?? models[0];
}

/** The visitor's newest of photographed faces; else the one of the box that tells the most expressions apart. */
export function modelForPeople(models: readonly ModelSummary[]): ModelSummary | undefined {
  const knowing = models.filter(({ cards }) => !cards.last.trained.isDrawn);
  const labelCount = ({ cards }: ModelSummary) => cards.last.labels.length;
  return (
    knowing.find(({ source }) => source !== 'box') ??
    knowing.toSorted((one, other) => labelCount(other) - labelCount(one))[0]
  );
}

/** What the visitor chose is what a later visit begins with. */
export function chooseModel(id: string): void {
  takeModel(id);
  session.setState({ isModelChosen: true });
  remember('model', id);
}

function takeModel(id: string | undefined): void {
  const { models, modelId, weights } = session.getState();
  const model = models.find((known) => known.id === id);
  if (model && model.id === modelId && isStored(model, weights)) return;
  leaveEvaluation();
  session.setState({
    modelId: model?.id,
    weights: model ? offeredWeights(model) : 'last',
    download: EMPTY,
  });
}

export function chooseWeights(weights: Which): void {
  leaveEvaluation();
  session.setState({ weights, download: EMPTY });
}

function isStored(model: ModelSummary, weights: Which): boolean {
  return weights === 'last' || model.cards.best !== undefined;
}

export async function removeModel(id: string): Promise<void> {
  try {
    await learner().call('removeModel', { id });
    tellOtherTabs('models');
    await listModels();
  } catch (error) {
    leaveEvaluation();
    session.setState({ evaluate: failed(failureOf(error)) });
  }
}

export async function upload(files: File[]): Promise<void> {
  if (session.getState().upload.status === 'working') return;
  const empty = files.find(({ size }) => size === 0);
  if (empty) {
    const failure: Failure = { code: 'data/empty-file', details: { name: empty.name } };
    return session.setState({ upload: failed(failure) });
  }
  session.setState({ upload: working(undefined) });
  try {
    const proof = await learner().call('upload', { files });
    session.setState({ upload: ready(proof) });
    tellOtherTabs('models');
    await listModels(proof.card.id);
  } catch (error) {
    session.setState({ upload: failed(failureOf(error)) });
  }
}

export function dismissUpload(): void {
  session.setState({ upload: EMPTY });
}

export type DownloadName = 'model.json' | 'weights.bin' | 'card.json' | 'zip';

/** Fetches the model's files from the learner and hands one of them to the browser to save. */
export async function download(name: DownloadName, precision: 'float32' | 'float16'): Promise<void> {
  const { weights } = session.getState();
  const model = modelInUse(session.getState());
  if (!model) return;
  session.setState({ download: working(name) });
  try {
    const files = await learner().call('download', { modelId: model.id, weights, precision });
    const file = name === 'zip' ? files.zip : files.files.find((known) => known.name === name);
    if (!file) throw new AppError('storage/missing', { what: name });
    saveFile(file);
    session.setState({ download: ready(file.name) });
  } catch (error) {
    session.setState({ download: failed(failureOf(error)) });
  }
}
