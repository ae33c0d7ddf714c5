import * as v from 'valibot';
import { AppError, describeCause } from './errors';
import { type PresetName, PRESETS } from './model-card';
import type { Recipe } from './recipe';
import { recipeSchema } from './recipe-schema';

/** A recipe with its name and the network it is for: what is saved as a file and travels in links. */
export interface SharedRecipe {
  readonly name: string;
  readonly preset: PresetName;
  readonly recipe: Recipe;
}

const FORMAT = 'mien-recipe';
const MOST_CHARACTERS = 100_000;

const schema: v.GenericSchema<unknown, SharedRecipe> = v.object({
  format: v.literal(FORMAT),
  formatVersion: v.literal(1),
  name: v.pipe(v.string(), v.maxLength(120)),
  preset: v.picklist(PRESETS),
  recipe: recipeSchema,
});

export function recipeText({ name, preset, recipe }: SharedRecipe): string {
  return JSON.stringify({ format: FORMAT, formatVersion: 1, name, preset, recipe }, undefined, 2);
}

/** @throws AppError train/bad-recipe when a part of it is missing, unknown or out of range */
export function readRecipe(text: string, from: string): SharedRecipe {
  try {
    if (text.length > MOST_CHARACTERS) throw new Error(`${text.length} characters`);
    const { name, preset, recipe } = v.parse(schema, JSON.parse(text));
    return { name, preset, recipe };
  } catch (cause) {
    throw new AppError('train/bad-recipe', { name: from, cause: whatIsWrong(cause) }, { cause });
  }
}

/** Which part is wrong, where it is known. */
function whatIsWrong(cause: unknown): string {
  if (!(cause instanceof v.ValiError)) return describeCause(cause);
  return v.getDotPath(cause.issues[0]) ?? FORMAT;
}
