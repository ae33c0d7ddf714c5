import type { BackendRequest } from '../compute/backend';
import { loadSplit, type Samples } from '../data/samples';
import { loadNetwork } from '../model/load-network';
import type { Network } from '../model/network';
import { predictBatches } from '../model/predict-batches';
import type { DatasetManifest, Split } from '../shared/dataset';
import { AppError } from '../shared/errors';
import { labelMapping, mostProbable } from '../shared/labels';
import type { ModelCard } from '../shared/model-card';
import type { Database } from '../storage/database';
import { getDataset } from '../storage/dataset-store';
import { type HeldOut, heldOut } from './held-out';
import { accuracyOf, type Confusion, confusionOf, type LabelScores, labelScores, macroF1 } from './metrics';

export interface EvaluateRequest extends BackendRequest {
  readonly modelId: string;
  readonly weights: 'best' | 'last';
  readonly datasetId: string;
  readonly split: Split;
}

export interface EvaluateProgress {
  readonly done: number;
  readonly images: number;
}

export interface Evaluation {
  readonly modelId: string;
  readonly datasetId: string;
  readonly split: Split;
  readonly labels: readonly string[]; // the model's, order of the matrix
  readonly confusion: Confusion; // [true][predicted]
  readonly images: number;
  readonly excluded?: number; // pictures of the split that the user left out
  readonly accuracy: number; // 0..1
  readonly macroF1: number; // 0..1, mean over labels that occur
  readonly perLabel: readonly LabelScores[];
  readonly heldOut: HeldOut;
  readonly seconds: number;
}

/**
 * Scores a stored model on one split of a stored dataset: single view, no augmentation. Label names are matched by
 * name, never by index.
 *
 * @returns undefined when it was stopped
 * @throws AppError evaluate/no-images, evaluate/labels-differ, evaluate/pictures-differ, storage/missing, storage/damaged
 */
export async function* evaluateModel(
  request: EvaluateRequest,
  { database }: { readonly database: Database },
  signal: AbortSignal,
): AsyncGenerator<EvaluateProgress, Evaluation | undefined, void> {
  const startedMs = performance.now();
  const manifest = await getDataset(database, request.datasetId);
  const { network, card } = await loadNetwork(database, request.modelId, request.weights);
  try {
    const mapping = matchLabels(manifest, card);
    const samples = await loadSplit(database, manifest.id, request.split);
    if (samples.labels.length === 0) throw new AppError('evaluate/no-images', { split: request.split });
    const predictions = yield* predictLabels(network, samples, signal);
    if (!predictions) return undefined;
    const truths = samples.labels.map((label) => mapping[label] as number); // mapping covers every label
    const confusion = confusionOf(truths, predictions, card.labels.length);
    return {
      modelId: request.modelId,
      datasetId: request.datasetId,
      split: request.split,
      labels: card.labels,
      confusion,
      images: samples.labels.length,
      excluded: samples.exclusions?.images ?? 0,
      accuracy: accuracyOf(confusion),
      macroF1: macroF1(confusion),
      perLabel: labelScores(confusion),
      heldOut: await heldOut(card, manifest, samples, database),
      seconds: (performance.now() - startedMs) / 1000,
    };
  } finally {
    network.dispose();
  }
}

async function* predictLabels(
  network: Network,
  { pixels, labels }: Samples,
  signal: AbortSignal,
): AsyncGenerator<EvaluateProgress, Uint8Array | undefined, void> {
  const images = labels.length;
  const predictions = new Uint8Array(images);
  yield { done: 0, images };
  for await (const { start, rows } of predictBatches(network, pixels, images)) {
    if (signal.aborted) return undefined;
    predictions.set(rows.map(mostProbable), start);
    yield { done: start + rows.length, images };
  }
  return predictions;
}

/** Same pictures, same labels, in whatever order. @returns where each label of the dataset stands in the card */
function matchLabels(manifest: DatasetManifest, card: ModelCard): number[] {
  const [found, expected] = [manifest.image, card.input.image].map(
    ({ height, width, channels }) => `${width} × ${height} × ${channels}`,
  );
  if (found !== expected) {
    throw new AppError('evaluate/pictures-differ', { found: found ?? '', expected: expected ?? '' });
  }
  const mapping = labelMapping(manifest.labels, card.labels);
  if (!mapping) {
    throw new AppError('evaluate/labels-differ', {
      found: manifest.labels.join(', '),
      expected: card.labels.join(', '),
    });
  }
  return mapping;
}
