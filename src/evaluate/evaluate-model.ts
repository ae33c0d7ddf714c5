import type { BackendRequest } from '../compute/backend';
import { loadSplit, type Samples } from '../data/samples';
import { loadNetwork } from '../model/load-network';
import { type Network, predict } from '../model/network';
import { imageBytes, type Split } from '../shared/dataset';
import { AppError } from '../shared/errors';
import { labelMapping, mostProbable } from '../shared/labels';
import { nextTask } from '../shared/next-task';
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
  readonly accuracy: number; // 0..1
  readonly macroF1: number; // 0..1, mean over labels that occur
  readonly perLabel: readonly LabelScores[];
  readonly heldOut: HeldOut;
  readonly seconds: number;
}

const BATCH = 256;

/**
 * Scores a stored model on one split of a stored dataset: single view, no augmentation. Label names are matched by
 * name, never by index.
 *
 * @returns undefined when it was stopped
 * @throws AppError evaluate/no-images, evaluate/labels-differ, storage/missing, storage/damaged
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
    const mapping = labelMapping(manifest.labels, card.labels);
    if (!mapping || imageBytes(manifest.image) !== imageBytes(card.input.image)) {
      throw new AppError('evaluate/labels-differ', {
        found: manifest.labels.join(', '),
        expected: card.labels.join(', '),
      });
    }
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
      accuracy: accuracyOf(confusion),
      macroF1: macroF1(confusion),
      perLabel: labelScores(confusion),
      heldOut: await heldOut(card, manifest, samples.indices, database),
      seconds: (performance.now() - startedMs) / 1000,
    };
  } finally {
    network.dispose();
  }
}

async function* predictLabels(
  network: Network,
  samples: Samples,
  signal: AbortSignal,
): AsyncGenerator<EvaluateProgress, Uint8Array | undefined, void> {
  const size = imageBytes(network.plan.image);
  const labels = network.plan.labels.length;
  const predictions = new Uint8Array(samples.labels.length);
  for (let start = 0; start < samples.labels.length; start += BATCH) {
    yield { done: start, images: samples.labels.length };
    await nextTask();
    if (signal.aborted) return undefined;
    const end = Math.min(start + BATCH, samples.labels.length);
    const probabilities = await predict(
      network,
      samples.pixels.subarray(start * size, end * size),
      end - start,
    );
    for (let index = start; index < end; index += 1) {
      predictions[index] = mostProbable(
        probabilities.subarray((index - start) * labels, (index - start + 1) * labels),
      );
    }
  }
  return predictions;
}
