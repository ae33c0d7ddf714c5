import type { BackendInfo, BackendRequest } from '../compute/backend';
import { stepsPerEpoch } from '../data/batches';
import type { Samples } from '../data/samples';
import { buildNetwork, initialiseWeights, type Network } from '../model/network';
import { imageBytes, type ImageSpec } from '../shared/dataset';
import type { PresetName } from '../shared/model-card';
import { nextTask } from '../shared/next-task';
import { PURPOSE, randomBits } from '../shared/random';
import type { Recipe } from '../shared/recipe';
import type { Database } from '../storage/database';
import { storedTunings } from './stored-tunings';
import { createTrainingStep } from './training-step';
import { validate } from './validate';

// Five seconds together, apart from what compiles.
const TRAIN_SECONDS = 4;
const VALIDATE_SECONDS = 1;
const STEPS_AT_ONCE = 4; // each look at the loss makes a GPU wait

export interface TrialRequest extends BackendRequest {
  readonly preset: PresetName;
  readonly recipe: Recipe;
  readonly labels: readonly string[];
  readonly image: ImageSpec;
  readonly trainImages: number;
  readonly validationImages: number;
  /** Only the head would learn. */
  readonly isTrunkFrozen: boolean;
}

export interface Trial {
  readonly secondsPerStep: number;
  /** Steps that were timed. */
  readonly steps: number;
  readonly secondsPerValidation: number; // after each epoch
  /** Of the whole recipe: its training steps, and a validation after each epoch. */
  readonly seconds: number;
}

/**
 * Trains and validates for five seconds on random pictures and throws the weights away: how long a recipe takes on this machine.
 * The first step compiles, and only counts where it alone takes that long.
 *
 * @returns undefined when stopped
 * @throws AppError compute/device-lost, compute/out-of-memory
 */
export async function timeTraining(
  { preset, recipe, labels, image, trainImages, validationImages, isTrunkFrozen }: TrialRequest,
  { database }: { readonly database: Database; readonly backend: BackendInfo },
  signal: AbortSignal,
): Promise<Trial | undefined> {
  const network = buildNetwork({ preset, labels, image, dropout: recipe.dropout });
  try {
    initialiseWeights(network, recipe.seed);
    const images = recipe.limit === undefined ? trainImages : Math.min(recipe.limit, trainImages);
    const samples = noise(image, labels.length, Math.min(recipe.batchSize, images));
    const step = await createTrainingStep(network, recipe, samples, {
      tunings: storedTunings(database),
      isTrunkFrozen,
    });
    try {
      step.startEpoch();
      const rate = recipe.optimizer.learningRate / 100; // noise must not make the loss break down
      const timeSteps = async (first: number, count: number): Promise<number> => {
        const startedMs = performance.now();
        for (let at = first; at < first + count; at += 1)
          step.run({ positions: samples.indices, epoch: 1 }, { learningRate: rate, step: at });
        await step.read(1, first + count);
        await nextTask();
        return (performance.now() - startedMs) / 1000;
      };
      let seconds = await timeSteps(0, 1);
      let steps = 1;
      if (seconds < TRAIN_SECONDS) [seconds, steps] = [0, 0];
      while (seconds < TRAIN_SECONDS && !signal.aborted) {
        const count = seconds === 0 ? 1 : STEPS_AT_ONCE;
        seconds += await timeSteps(1 + steps, count);
        steps += count;
      }
      if (signal.aborted) return undefined;
      step.shareWeights('averaged');
      const perImage = validationImages === 0 ? 0 : await secondsPerAnswer(network, labels.length, signal);
      if (perImage === undefined) return undefined;
      const secondsPerStep = seconds / steps;
      const secondsPerValidation = validationImages * perImage;
      const epoch = secondsPerStep * stepsPerEpoch({ ...recipe, samples: images }) + secondsPerValidation;
      return { secondsPerStep, steps, secondsPerValidation, seconds: recipe.epochs * epoch };
    } finally {
      step.dispose();
    }
  } finally {
    network.dispose();
  }
}

const ANSWERED_AT_ONCE = 32;

/** Validates random pictures. The first few compile, and are not timed. @returns undefined when stopped */
async function secondsPerAnswer(
  network: Network,
  labels: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const few = noise(network.input.image, labels, ANSWERED_AT_ONCE);
  let answered = 0;
  let seconds = 0;
  for (let round = 0; round < 2 || seconds < VALIDATE_SECONDS; round += 1) {
    const startedMs = performance.now();
    for await (const progress of validate(network, few, 1, signal)) void progress;
    if (signal.aborted) return undefined;
    if (round === 0) continue;
    seconds += (performance.now() - startedMs) / 1000;
    answered += ANSWERED_AT_ONCE;
  }
  return seconds / answered;
}

function noise(image: ImageSpec, labels: number, count: number): Samples {
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  return {
    image,
    pixels: Uint8Array.from(
      { length: count * imageBytes(image) },
      (_, at) => randomBits(1, PURPOSE.probe, at) >>> 24,
    ),
    labels: Uint8Array.from(indices, (index) => index % labels),
    indices,
  };
}
