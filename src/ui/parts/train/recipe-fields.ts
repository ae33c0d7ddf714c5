import type { Recipe } from '../../../shared/recipe';

/** What every group of a recipe's fields is given. */
export interface RecipeFieldsProps {
  readonly recipe: Recipe;
  readonly isDisabled: boolean;
}
