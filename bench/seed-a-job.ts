import { epochBatches } from '../src/data/batches';
import type { Samples } from '../src/data/samples';
import { presetOf } from '../src/model/presets';
import type { Scores } from '../src/shared/history';
import type { Recipe } from '../src/shared/recipe';

/** What both engines are given. */
export interface SeedJob {
  readonly train: Samples;
  readonly validation: Samples;
  readonly labels: readonly string[];
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
}

export interface EpochScores {
  readonly epoch: number; // 1-based
  readonly train: Scores; // running means, as Keras shows them
  readonly validation: Scores;
  readonly seconds: number; // of the training part
}

export function recipeOf({ batch, epochs, seed }: SeedJob): Recipe {
  return { ...presetOf('seed-cnn').recipe, batchSize: batch, epochs, seed };
}

export function batchesOf(job: SeedJob, epoch: number): Uint32Array[] {
  const { batchSize, seed, lastBatch } = recipeOf(job);
  return epochBatches({ samples: job.train.labels.length, batchSize, seed, epoch, lastBatch });
}

export function inWords({ epoch, train, validation, seconds }: EpochScores): string {
  const scores = ({ loss, accuracy }: Scores) => `loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}`;
  return `epoch ${epoch}: ${scores(train)}; validation ${scores(validation)}; ${seconds.toFixed(0)} s`;
}
