import type { NamedRecipe, PresetDescription } from '../model/presets';
import type { PresetName } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import { canonicalJson } from '../shared/same-value';
import type { Session } from './session';

/** A network with the settings of one author: what the Model page has a card for. */
export interface PresetChoice {
  readonly id: PresetName | NamedRecipe['name'];
  readonly recipe: Recipe; // to start from
  readonly description: PresetDescription;
}

export function presetChoices(presets: readonly PresetDescription[]): PresetChoice[] {
  return presets.flatMap((description): PresetChoice[] => [
    { id: description.name, recipe: description.recipe, description },
    ...description.otherRecipes.map(({ name, recipe }) => ({ id: name, recipe, description })),
  ]);
}

/** The card that stands for a network and its recipe; a recipe that somebody changed counts to the network's own. */
export function choiceOf(
  choices: readonly PresetChoice[],
  preset: PresetName,
  recipe: Recipe | undefined,
): PresetChoice | undefined {
  const ofPreset = choices.filter(({ description }) => description.name === preset);
  return ofPreset.find((choice) => recipe && isSameRecipe(choice.recipe, recipe)) ?? ofPreset[0];
}

/** What is learned already would be lost at the rate that fresh weights need. */
const FINE_TUNING = 0.1;

/** The settings that a network begins with: its own, and gentler where a stored model is the start. */
export function ownRecipe({
  presets,
  preset,
  start,
}: Pick<Session, 'presets' | 'preset' | 'start'>): Recipe | undefined {
  const recipe = presets.find(({ name }) => name === preset)?.recipe;
  if (!start || !recipe) return recipe;
  const { optimizer } = recipe;
  return { ...recipe, optimizer: { ...optimizer, learningRate: FINE_TUNING * optimizer.learningRate } };
}

/** Whether the settings are neither the network's own nor those of another author. */
export function isChanged(state: Pick<Session, 'presets' | 'preset' | 'start' | 'recipe'>): boolean {
  const { presets, preset, recipe } = state;
  const others = presets.find(({ name }) => name === preset)?.otherRecipes ?? [];
  const known = [ownRecipe(state), ...others.map((other) => other.recipe)];
  return recipe !== undefined && !known.some((one) => one && isSameRecipe(one, recipe));
}

/** Recipes come from another thread: each time as another object. */
export function isSameRecipe(one: Recipe, other: Recipe): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
