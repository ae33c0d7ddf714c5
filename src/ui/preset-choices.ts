import type { NamedRecipe, PresetDescription } from '../model/presets';
import type { PresetName } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import { canonicalJson } from '../shared/same-value';

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

/** Recipes come from another thread: each time as another object. */
export function isSameRecipe(one: Recipe, other: Recipe): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
