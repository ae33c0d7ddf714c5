import type { Recipe } from '../shared/recipe';
import type { Database } from '../storage/database';
import { loadSplit, type Samples, stratifiedSubset, takeSamples } from './samples';

/**
 * What a recipe trains on: the train split, or the seeded stratified part of it that the recipe's limit allows.
 * Evaluation recomputes it, to prove that none of it was scored.
 *
 * @param excluded as loadSplit takes it
 * @throws AppError storage/missing, storage/damaged
 */
export async function trainingSamples(
  database: Database,
  datasetId: string,
  { limit, seed }: Pick<Recipe, 'limit' | 'seed'>,
  excluded?: ReadonlySet<number>,
): Promise<Samples> {
  const samples = await loadSplit(database, datasetId, 'train', excluded);
  return limit === undefined ? samples : takeSamples(samples, stratifiedSubset(samples.labels, limit, seed));
}
