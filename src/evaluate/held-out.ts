import { pixelKey } from '../data/duplicates';
import { indexFaces } from '../data/face-index';
import { sampleDigest, type Samples } from '../data/samples';
import { splitIndex } from '../data/splits';
import { trainingSamples } from '../data/training-samples';
import { type DatasetManifest, imageBytes } from '../shared/dataset';
import { excludedAfter, indexDigest } from '../shared/exclusions';
import type { Ancestor, ModelCard } from '../shared/model-card';
import type { Database } from '../storage/database';
import { readExclusions } from '../storage/dataset-review';

/**
 * Whether the scored pictures were kept away from training.
 * 'proven': same dataset, the recomputed trained samples match the card's digest, and none of them was scored. Equal
 * pictures can still stand in both parts: FER2013 has such copies, and they are counted.
 * 'trained-on': some scored samples were trained on.
 * 'unknown': another dataset than the one trained on, a training that left out what no step of the dataset's
 * exclusions leaves out any more, a card whose digest cannot be recomputed, or a model that was started from one that
 * learnt from other samples.
 */
export type HeldOut =
  | {
      readonly verdict: 'proven';
      readonly trained: number;
      /** Scored pictures whose pixels equal those of a trained picture. */
      readonly copies: number;
    }
  | { readonly verdict: 'trained-on'; readonly overlap: number }
  | {
      readonly verdict: 'unknown';
      readonly why: 'other-dataset' | 'exclusions-undone' | 'digest-differs' | 'ancestor';
    };

export async function heldOut(
  card: ModelCard,
  manifest: DatasetManifest,
  scored: Samples,
  database: Database,
): Promise<HeldOut> {
  if (manifest.id !== card.trained.datasetId) return { verdict: 'unknown', why: 'other-dataset' };
  const excluded = await excludedThen(card, manifest, database);
  if (!excluded) return { verdict: 'unknown', why: 'exclusions-undone' };
  const trained = await trainingSamples(database, manifest.id, card.recipe, excluded);
  if ((await sampleDigest(trained.indices)) !== card.trained.sampleDigest)
    return { verdict: 'unknown', why: 'digest-differs' };
  const overlap = countIn(scored.indices, new Set(trained.indices));
  if (overlap > 0) return { verdict: 'trained-on', overlap };
  // What those before it learnt from is only known where it is the same.
  const isSame = ({ trained: { datasetId, sampleDigest: digest } }: Ancestor) =>
    datasetId === manifest.id && digest === card.trained.sampleDigest;
  if (!(card.ancestors ?? []).every(isSame)) return { verdict: 'unknown', why: 'ancestor' };
  const copies = countIn(keysOf(scored), new Set(keysOf(trained)));
  return { verdict: 'proven', trained: trained.indices.length, copies };
}

/**
 * What was left out of the train split when the model was trained: the user may have gone on since, so every step is
 * tried, the latest first.
 */
async function excludedThen(
  { trained }: ModelCard,
  manifest: DatasetManifest,
  database: Database,
): Promise<ReadonlySet<number> | undefined> {
  if (!trained.exclusions) return new Set();
  const { splits } = await indexFaces(database, manifest.id);
  const steps = (await readExclusions(database, manifest.id))?.steps ?? [];
  for (let count = steps.length; count > 0; count -= 1) {
    const excluded = [...excludedAfter(steps.slice(0, count)).keys()].filter(
      (index) => splits[index] === splitIndex('train'),
    );
    if ((await indexDigest(excluded)) === trained.exclusions.digest) return new Set(excluded);
  }
  return undefined;
}

function countIn(values: Iterable<number>, known: ReadonlySet<number>): number {
  return Array.from(values).filter((value) => known.has(value)).length;
}

function keysOf({ pixels, image, labels }: Samples): number[] {
  const size = imageBytes(image);
  return Array.from(labels, (_, place) => pixelKey(pixels.subarray(place * size, (place + 1) * size)));
}
