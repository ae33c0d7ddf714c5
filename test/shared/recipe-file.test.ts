import { describe, expect, it } from 'vitest';
import { presetOf } from '../../src/model/presets';
import { AppError } from '../../src/shared/errors';
import { PRESETS } from '../../src/shared/model-card';
import { readRecipe, recipeText, type SharedRecipe } from '../../src/shared/recipe-file';

const SHARED: SharedRecipe = { name: 'mine', preset: 'fast', recipe: presetOf('fast').recipe };

/** The text of a recipe with some of its settings replaced. */
function textWith(changes: object): string {
  const whole = JSON.parse(recipeText(SHARED)) as { recipe: object }; // just written
  return JSON.stringify({ ...whole, recipe: { ...whole.recipe, ...changes } });
}

function refusalOf(text: string): unknown {
  try {
    return readRecipe(text, 'r.json');
  } catch (error) {
    return error instanceof AppError ? [error.code, error.details.name, error.details.cause] : error;
  }
}

describe('a recipe file', () => {
  it.each(PRESETS)('gives the recipe of %s back', (preset) => {
    const shared = { name: preset, preset, recipe: presetOf(preset).recipe };
    expect(readRecipe(recipeText(shared), 'r.json')).toEqual(shared);
  });

  it('takes the settings along that came later', () => {
    const { recipe } = SHARED;
    const augmentation = {
      ...recipe.augmentation,
      gamma: 0.4,
      shade: 0.2,
      noise: 0.04,
      zoom: 0.2,
      crop: 0.1,
      warped: 0.9,
      fill: 'nearest',
      darkening: 0.3,
      lit: 0.8,
      blur: 0.2,
    } as const;
    const later = { ...SHARED, recipe: { ...recipe, dropout: 0.3, clipNorm: 5, augmentation } };
    expect(readRecipe(recipeText(later), 'r.json')).toEqual(later);
  });

  it('of before mixup, averages, patience and clipping is read, and leaves them off', () => {
    const { mixup, averaging, patience, classWeights, clipNorm, augmentation } = readRecipe(
      recipeText(SHARED),
      'r.json',
    ).recipe;
    const { warped, lit, crop, blur } = augmentation;
    for (const one of [mixup, averaging, patience, classWeights, clipNorm, warped, lit, crop, blur])
      expect(one).toBeUndefined();
  });

  it('drops what it does not know', () => {
    expect(readRecipe(textWith({ foreign: 1 }), 'r.json').recipe).toEqual(SHARED.recipe);
  });

  it.each([
    [{ epochs: 0 }, 'epochs'],
    [{ epochs: 2.5 }, 'epochs'],
    [{ batchSize: -1 }, 'batchSize'],
    [{ labelSmoothing: 2 }, 'labelSmoothing'],
    [{ mixup: { probability: 0.5, alpha: 0 } }, 'mixup.alpha'],
    [{ averaging: 1 }, 'averaging'],
    [{ dropout: 1 }, 'dropout'],
    [{ clipNorm: -1 }, 'clipNorm'],
    [{ augmentation: { ...SHARED.recipe.augmentation, blur: 2 } }, 'augmentation.blur'],
    [{ augmentation: { ...SHARED.recipe.augmentation, fill: 'black' } }, 'augmentation.fill'],
    [{ schedule: { kind: 'plateau', factor: 0.1 } }, 'schedule.patience'],
    [{ optimizer: { kind: 'lion', learningRate: 1 } }, 'optimizer.kind'],
  ])('with %o is refused, and says where', (changes, where) => {
    expect(refusalOf(textWith(changes))).toEqual(['train/bad-recipe', 'r.json', `recipe.${where}`]);
  });

  it.each(['', '{', '[]', 'null', '{"format":"other"}'])('of %j is refused', (text) => {
    expect(refusalOf(text)).toMatchObject(['train/bad-recipe', 'r.json', expect.any(String)]);
  });
});
