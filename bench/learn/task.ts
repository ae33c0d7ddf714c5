/** What three engines learn, so that nothing but the engine differs: network, first weights, batches and rates. */
import { modelInput } from '../../src/data/model-input';
import { epochBatches, stepsPerEpoch } from '../../src/data/batches';
import type { Samples } from '../../src/data/samples';
import { initialWeight } from '../../src/model/initial-weights';
import type { LayerSpec } from '../../src/model/layer-spec';
import { conv, dense, flatten, maxPool, norm, relu } from '../../src/model/preset-blocks';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import { mostProbable } from '../../src/shared/labels';
import type { InputContract } from '../../src/shared/model-card';
import type { Job } from '../../src/rpc/contracts';
import { NO_AUGMENTATION, type Recipe } from '../../src/shared/recipe';
import { learningRateAt } from '../../src/train/schedule';

export interface LearnTask {
  readonly labels: readonly string[];
  readonly train: Samples;
  readonly heldBack: Samples;
  readonly epochs: number;
}

export interface Learnt {
  /** Of the held-back pictures, 0..1. */
  readonly accuracy: number;
  /** Mean loss of the steps of each epoch. */
  readonly losses: readonly number[];
  /** What worked the steps out. */
  readonly executor: string;
  readonly seconds: number;
}

/** One thread for each engine. */
export interface LearnApi {
  learn: Job<{ readonly task: LearnTask; readonly backend: 'webgpu' | 'wasm' }, never, Learnt>;
}

/** Without dropout: each engine draws its masks in its own way. Few filters, for adapters that are emulated. */
export const networkOf = ({ labels }: LearnTask): readonly LayerSpec[] =>
  [
    [conv(8, 3, { stride: 2 }), norm, relu, maxPool],
    [conv(16, 3), norm, relu, maxPool],
    [flatten, dense(labels.length)],
  ].flat();

export const INPUT: InputContract = { image: FER2013_IMAGE, scaling: 'standardise' };

/** Plain Adam, which tfjs has too. */
export const recipeOf = ({ epochs }: LearnTask): Recipe => ({
  optimizer: { kind: 'adam', learningRate: 5e-3 },
  schedule: { kind: 'cosine', warmUpEpochs: 0 }, // ends at 0, so that the last steps move no answers about
  epochs,
  batchSize: 32,
  seed: 1,
  labelSmoothing: 0,
  augmentation: NO_AUGMENTATION,
  lastBatch: 'drop',
  keep: 'last',
});

/** The first values of a model's weights, in its order. */
export function firstWeights(
  weights: readonly { readonly originalName: string; readonly shape: readonly (number | null)[] }[],
): { readonly values: Float32Array; readonly shape: number[] }[] {
  return weights.map(({ originalName: name, shape: sides }, position) => {
    const shape = sides.map((side) => side ?? 0);
    return { values: initialWeight({ name, shape, dtype: 'float32' }, 'he-normal', 1, position), shape };
  });
}

export interface LearnStep {
  readonly epoch: number; // 1-based
  readonly step: number; // 0-based over all epochs
  readonly positions: Uint32Array;
  readonly learningRate: number;
  readonly isLastOfEpoch: boolean;
}

export function* stepsOf(task: LearnTask): Generator<LearnStep, void, void> {
  const recipe = recipeOf(task);
  const plan = { ...recipe, samples: task.train.labels.length };
  const total = recipe.epochs * stepsPerEpoch(plan);
  let step = 0;
  for (let epoch = 1; epoch <= recipe.epochs; epoch += 1) {
    const batches = epochBatches({ ...plan, epoch });
    for (const [place, positions] of batches.entries()) {
      const learningRate = learningRateAt(recipe, step, total, []);
      yield { epoch, step, positions, learningRate, isLastOfEpoch: place === batches.length - 1 };
      step += 1;
    }
  }
}

/** Pictures as the network reads them: [images, H, W, C]. */
export function inputsOf({ pixels, labels }: Samples): Float32Array {
  return modelInput(pixels, labels.length, INPUT);
}

/** @param probabilities [images, labels] */
export function accuracyOf(probabilities: Float32Array, { labels }: Samples): number {
  const size = probabilities.length / labels.length;
  const hits = labels.filter(
    (label, image) => mostProbable(probabilities.subarray(image * size, (image + 1) * size)) === label,
  );
  return hits.length / labels.length;
}
