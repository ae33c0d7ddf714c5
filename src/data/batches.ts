import { PURPOSE, randomPermutation } from '../shared/random';

export interface EpochPlan {
  readonly samples: number; // to train on
  readonly batchSize: number;
  readonly seed: number;
  readonly epoch: number; // 1-based
  readonly lastBatch: 'drop' | 'fill';
}

/**
 * The steps of one epoch: positions of the samples of each batch, shuffled by (seed, epoch) alone.
 *
 * 'drop' leaves out the samples of a last batch that is not full; 'fill' completes it with the first of the next
 * epoch's order. All batches have the same size; with fewer samples than a batch there is one, of all of them.
 */
export function epochBatches({ samples, batchSize, seed, epoch, lastBatch }: EpochPlan): Uint32Array[] {
  const size = Math.min(batchSize, samples);
  if (size === 0) return [];
  const order = epochOrder(samples, seed, epoch);
  const batches = Array.from({ length: Math.floor(samples / size) }, (_, step) =>
    order.slice(step * size, (step + 1) * size),
  );
  const rest = order.subarray(batches.length * size);
  if (lastBatch === 'fill' && rest.length > 0) {
    const next = epochOrder(samples, seed, epoch + 1);
    batches.push(Uint32Array.from([...rest, ...next.subarray(0, size - rest.length)]));
  }
  return batches;
}

/** Steps of every epoch of a plan. */
export function stepsPerEpoch({ samples, batchSize, lastBatch }: Omit<EpochPlan, 'seed' | 'epoch'>): number {
  const size = Math.min(batchSize, samples);
  if (size === 0) return 0;
  return lastBatch === 'fill' ? Math.ceil(samples / size) : Math.floor(samples / size);
}

function epochOrder(samples: number, seed: number, epoch: number): Uint32Array {
  return randomPermutation(samples, seed, PURPOSE.shuffle, epoch);
}
