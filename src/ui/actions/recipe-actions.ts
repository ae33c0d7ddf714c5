import type { PixelScaling } from '../../shared/model-card';
import type { Recipe } from '../../shared/recipe';
import { readRecipe, recipeText, type SharedRecipe } from '../../shared/recipe-file';
import { recipeInLink } from '../recipe-link';
import { saveFile } from '../save-file';
import { datasetInUse, failureOf, session } from '../session';
import { importer } from '../threads';
import { EMPTY, failed, ready } from '../stage';
import { describeNetworks } from './data-actions';

const VARIANTS = 12;

export function saveRecipe(shared: SharedRecipe): void {
  const blob = new Blob([recipeText(shared)], { type: 'application/json' });
  saveFile({ name: `${shared.name}.recipe.json`, blob });
}

export async function loadRecipe(file: File): Promise<void> {
  await takeFrom(async () => readRecipe(await file.text(), file.name));
}

/** What a shared link brings, now or once it can be taken; the address is then an ordinary one again. */
export async function takeRecipeFromLink(): Promise<void> {
  const { hash } = location;
  if (!hash.startsWith('#/train?')) return;
  history.replaceState(null, '', '#/train');
  await takeFrom(() => recipeInLink(hash));
}

async function takeFrom(read: () => Promise<SharedRecipe | undefined>): Promise<void> {
  try {
    const shared = await read();
    if (shared) await takeRecipe(shared);
  } catch (error) {
    session.setState({ recipeWaiting: undefined, recipeTaken: failed(failureOf(error)) });
  }
}

/** At once where it can be; else it waits: a training under way keeps its own, and a new dataset begins with others. */
export async function takeRecipe(shared: SharedRecipe): Promise<void> {
  session.setState({ recipeWaiting: shared, recipeTaken: EMPTY });
  await takeWaitingRecipe();
}

/** To be called once: a recipe that waits is taken as soon as nothing is in its way. */
export function takeRecipesThatWait(): void {
  session.subscribe(({ recipeWaiting }) => {
    if (recipeWaiting) void takeWaitingRecipe();
  });
}

async function takeWaitingRecipe(): Promise<void> {
  const state = session.getState();
  if (!state.recipeWaiting || !datasetInUse(state) || state.train.status === 'working') return;
  const { name, preset, recipe } = state.recipeWaiting;
  session.setState({
    preset,
    recipe,
    start: undefined,
    recipeTaken: ready(name),
    recipeWaiting: undefined,
  });
  await describeNetworks();
}

/** How the recipe changes one face, from epoch to epoch. */
export async function readVariants({
  datasetId,
  recipe,
  scaling,
  face,
}: {
  readonly datasetId: string;
  readonly recipe: Recipe;
  readonly scaling: PixelScaling;
  readonly face: number;
}): Promise<void> {
  const { augmentation, seed } = recipe;
  const asked = { id: datasetId, recipe: { augmentation, seed }, scaling, face, variants: VARIANTS };
  // What was changed meanwhile asks for itself.
  const isStale = () => session.getState().recipe !== recipe;
  try {
    const variants = await importer().call('augmentFace', asked);
    if (!isStale()) session.setState({ variants: ready(variants) });
  } catch (error) {
    if (!isStale()) session.setState({ variants: failed(failureOf(error)) });
  }
}
