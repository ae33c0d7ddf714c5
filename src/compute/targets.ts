import { classWeights } from '../shared/live-prior';

/** How much of each picture of a batch is its own and what its loss counts; absent: all of it, and once. */
export interface TargetShares {
  /** [B], 0.5..1: the rest is the picture at the mirrored place of the batch, see data/mixup.ts. */
  readonly own?: Float32Array | undefined;
  /** Of each label: what a picture's loss is multiplied by, as Keras' class_weight. */
  readonly weights?: readonly number[] | undefined;
}

/**
 * What the network should answer: 1 for the true label and 0 elsewhere, `smoothing` of it spread evenly over all
 * labels (Szegedy et al. 2016), mixed as the pictures are, times the picture's weight.
 *
 * @param labels   [B], 0..classes-1
 * @returns [B, classes], each row sums to the picture's weight, and is largest at its own label
 */
export function targets(
  labels: ArrayLike<number>,
  classes: number,
  smoothing: number,
  { own, weights }: TargetShares = {},
): Float32Array {
  const values = new Float32Array(labels.length * classes);
  for (let place = 0; place < labels.length; place += 1) {
    const label = labels[place] as number;
    const other = labels[labels.length - 1 - place] as number;
    const share = own?.[place] ?? 1;
    const weight = share * (weights?.[label] ?? 1) + (1 - share) * (weights?.[other] ?? 1);
    const row = values.subarray(place * classes, (place + 1) * classes).fill((weight * smoothing) / classes);
    row[label] = (row[label] ?? 0) + weight * share * (1 - smoothing);
    row[other] = (row[other] ?? 0) + weight * (1 - share) * (1 - smoothing);
  }
  return values;
}

/** @param labels of all training pictures */
export function balancedWeights(labels: Uint8Array, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return classWeights(counts);
}
