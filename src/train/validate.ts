import type { Samples } from '../data/samples';
import { type Network, predict } from '../model/network';
import { imageBytes } from '../shared/dataset';
import type { Scores } from '../shared/history';
import { mostProbable } from '../shared/labels';
import type { TrainProgress } from './fit-loop';
import { nextTask } from '../shared/next-task';

const BATCH = 256; // inference keeps no activations, so memory is no concern

/**
 * Loss and accuracy on the validation split: single view, no augmentation, no label smoothing.
 *
 * @returns null without validation pictures, 'stopped' when the signal came first
 */
export async function* validate(
  network: Network,
  samples: Samples,
  epoch: number,
  signal: AbortSignal,
): AsyncGenerator<TrainProgress, Scores | null | 'stopped', void> {
  const images = samples.labels.length;
  if (images === 0) return null;
  const labels = network.plan.labels.length;
  const size = imageBytes(network.plan.image);
  let loss = 0;
  let hits = 0;
  for (let start = 0; start < images; start += BATCH) {
    yield { kind: 'validating', epoch, done: start, images };
    await nextTask();
    if (signal.aborted) return 'stopped';
    const end = Math.min(start + BATCH, images);
    const probabilities = await predict(
      network,
      samples.pixels.subarray(start * size, end * size),
      end - start,
    );
    for (let index = start; index < end; index += 1) {
      const row = probabilities.subarray((index - start) * labels, (index - start + 1) * labels);
      const label = samples.labels[index] as number;
      loss -= Math.log(Math.max(row[label] as number, 1e-7)); // clipped as Keras clips it
      if (mostProbable(row) === label) hits += 1;
    }
  }
  return { loss: loss / images, accuracy: hits / images };
}
