import type { Samples } from '../data/samples';
import type { Network } from '../model/network';
import { predictBatches } from '../model/predict-batches';
import type { Scores } from '../shared/history';
import { mostProbable } from '../shared/labels';

export interface Validating {
  readonly kind: 'validating';
  readonly epoch: number;
  readonly done: number;
  readonly images: number;
}

/**
 * Loss and accuracy on the validation split: single view, no augmentation, no label smoothing.
 *
 * @returns null without validation pictures, 'stopped' when the signal came first
 */
export async function* validate(
  network: Network,
  { pixels, labels }: Samples,
  epoch: number,
  signal: AbortSignal,
): AsyncGenerator<Validating, Scores | null | 'stopped', void> {
  const images = labels.length;
  if (images === 0) return null;
  let loss = 0;
  let hits = 0;
  yield { kind: 'validating', epoch, done: 0, images };
  for await (const { start, rows } of predictBatches(network, pixels, images)) {
    if (signal.aborted) return 'stopped';
    for (const [place, row] of rows.entries()) {
      const label = labels[start + place] as number;
      loss -= Math.log(Math.max(row[label] as number, 1e-7)); // clipped as Keras clips it
      if (mostProbable(row) === label) hits += 1;
    }
    yield { kind: 'validating', epoch, done: start + rows.length, images };
  }
  return { loss: loss / images, accuracy: hits / images };
}
