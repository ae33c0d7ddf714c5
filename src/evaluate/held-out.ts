import { sampleDigest } from '../data/samples';
import { trainingSamples } from '../data/training-samples';
import type { DatasetManifest } from '../shared/dataset';
import type { ModelCard } from '../shared/model-card';
import type { Database } from '../storage/database';

/**
 * Whether the scored pictures were kept away from training.
 * 'proven': same dataset, the recomputed trained ids match the card's digest, and none of them was scored.
 * 'trained-on': some scored pictures were trained on.
 * 'unknown': another dataset than the one trained on, or a card whose digest cannot be recomputed.
 */
export type HeldOut =
  | { readonly verdict: 'proven'; readonly trained: number }
  | { readonly verdict: 'trained-on'; readonly overlap: number }
  | { readonly verdict: 'unknown'; readonly why: 'other-dataset' | 'digest-differs' };

/** @param scored dataset indices of the scored pictures */
export async function heldOut(
  card: ModelCard,
  manifest: DatasetManifest,
  scored: Uint32Array,
  database: Database,
): Promise<HeldOut> {
  if (manifest.id !== card.trained.datasetId) return { verdict: 'unknown', why: 'other-dataset' };
  const trained = (await trainingSamples(database, manifest.id, card.recipe)).indices;
  if ((await sampleDigest(trained)) !== card.trained.sampleDigest)
    return { verdict: 'unknown', why: 'digest-differs' };
  const known = new Set(trained);
  const overlap = scored.reduce((count, index) => count + (known.has(index) ? 1 : 0), 0);
  return overlap === 0 ? { verdict: 'proven', trained: trained.length } : { verdict: 'trained-on', overlap };
}
