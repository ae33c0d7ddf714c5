import * as v from 'valibot';
import { type PresetName, PRESETS } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import { recipeSchema } from '../shared/recipe-schema';
import type { StartFrom } from '../train/start-from';
import { isSameRecipe, ownRecipe } from './preset-choices';
import type { Session } from './session';

/** What the visitor set for a training: it outlives a reload. */
export interface KeptSettings {
  readonly preset: PresetName;
  /** Recipe and start are for this one; another dataset begins with others. */
  readonly datasetId?: string | undefined;
  /** Absent: the preset's own. */
  readonly recipe?: Recipe | undefined;
  readonly start?: StartFrom | undefined;
}

const schema: v.GenericSchema<unknown, KeptSettings> = v.object({
  preset: v.picklist(PRESETS),
  datasetId: v.optional(v.string()),
  recipe: v.optional(recipeSchema),
  start: v.optional(
    v.object({ modelId: v.string(), weights: v.picklist(['best', 'last']), freezesTrunk: v.boolean() }),
  ),
});

export function settingsText(state: Session): string {
  const { preset, datasetId, recipe, start } = state;
  const own = ownRecipe(state);
  // Where nothing was changed the preset's own are kept by its name: a later version may have better ones.
  const isOwn = !recipe || (own && isSameRecipe(recipe, own));
  return JSON.stringify({
    preset,
    datasetId,
    recipe: isOwn ? undefined : recipe,
    start,
  } satisfies KeptSettings);
}

/** @returns undefined where there is nothing, or nothing that was written by a page like this: nobody asked for it now */
export function readSettings(text: string | undefined): KeptSettings | undefined {
  if (text === undefined) return undefined;
  try {
    return v.parse(schema, JSON.parse(text));
  } catch {
    return undefined;
  }
}
