import { balancedWeights, targets } from '../compute/targets';
import { trainingInput } from '../data/augment';
import { drawOwnShares, mixPairs } from '../data/mixup';
import type { Samples } from '../data/samples';
import type { Network } from '../model/network';
import type { Recipe } from '../shared/recipe';

/** Which samples a step learns from, and in which epoch: chance changes the pictures by it. */
export interface TrainingBatch {
  readonly positions: Uint32Array; // [B], into the samples
  readonly epoch: number; // 1-based
}

/** What every batch of a training is made from. */
export interface TrainingJob {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly samples: Samples;
  readonly weights: readonly number[] | undefined; // of the labels
}

export function trainingJob(network: Network, recipe: Recipe, samples: Samples): TrainingJob {
  const isBalanced = recipe.classWeights === 'balanced';
  const weights = isBalanced ? balancedWeights(samples.labels, network.plan.labels.length) : undefined;
  return { network, recipe, samples, weights };
}

export function labelsAt({ labels }: Samples, positions: Uint32Array): Uint8Array {
  return Uint8Array.from(positions, (position) => labels[position] as number); // positions come from this set
}

/** The batch as the network wants it, made on the CPU: [B, H, W, C]. */
export function pixelsOf(
  { network, recipe, samples }: TrainingJob,
  { positions, epoch }: TrainingBatch,
  ownShares: Float32Array | undefined,
): Float32Array {
  const pixels = trainingInput(samples, positions, { ...recipe, epoch }, network.input);
  if (ownShares) mixPairs(pixels, ownShares);
  return pixels;
}

/** How much of each picture stays its own, and what the network should answer then. */
export function wantedOf({ network, recipe, weights }: TrainingJob, labels: Uint8Array, step: number) {
  const { mixup, seed, labelSmoothing } = recipe;
  const own = drawOwnShares(mixup, labels.length, { seed, step });
  return { own, expected: targets(labels, network.plan.labels.length, labelSmoothing, { own, weights }) };
}
