import type { PixelScaling } from '../../shared/model-card';
import type { Recipe } from '../../shared/recipe';
import { readRecipe, recipeText, type SharedRecipe } from '../../shared/recipe-file';
import { recipeInLink } from '../recipe-link';
import { saveFile } from '../save-file';
import { failureOf, importer, session } from '../session';
import { failed, ready } from '../stage';
import { describeNetworks } from './data-actions';

const VARIANTS = 12;

export function saveRecipe(shared: SharedRecipe): void {
  const blob = new Blob([recipeText(shared)], { type: 'application/json' });
  saveFile({ name: `${shared.name}.recipe.json`, blob });
}

export async function loadRecipe(file: File): Promise<void> {
  await takeFrom(async () => readRecipe(await file.text(), file.name));
}

/** What a shared link brings; the address is then an ordinary one again. */
export async function takeRecipeFromLink(): Promise<void> {
  const { hash } = location;
  if (!hash.startsWith('#/train?')) return;
  history.replaceState(null, '', '#/train');
  await takeFrom(() => recipeInLink(hash));
}

/** A training under way keeps its own. */
async function takeFrom(read: () => Promise<SharedRecipe | undefined>): Promise<void> {
  try {
    const shared = await read();
    if (!shared || session.getState().train.status === 'working') return;
    const { name, preset, recipe } = shared;
    session.setState({ preset, recipe, start: undefined, recipeTaken: ready(name) });
    await describeNetworks();
  } catch (error) {
    session.setState({ recipeTaken: failed(failureOf(error)) });
  }
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
