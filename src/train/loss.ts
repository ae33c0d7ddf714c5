import { logSoftmax, mean, mul, neg, sum, tensor2d, type Scalar, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * What the network should answer: 1 for the true label and 0 elsewhere, `smoothing` of it spread evenly over all
 * labels (Szegedy et al. 2016).
 *
 * @param labels   [B], 0..classes-1
 * @returns [B, classes], each row sums to 1
 */
export function targets(labels: ArrayLike<number>, classes: number, smoothing: number): Float32Array {
  const values = new Float32Array(labels.length * classes).fill(smoothing / classes);
  for (let index = 0; index < labels.length; index += 1) {
    const position = index * classes + (labels[index] as number);
    values[position] = (values[position] ?? 0) + 1 - smoothing;
  }
  return values;
}

/**
 * Softmax cross-entropy, averaged over the batch.
 *
 * @param logits   [B, labels] float32, any range
 * @param expected [B, labels] float32, rows sum to 1
 * @returns scalar >= 0, nats per sample; ln(labels) is what guessing gives. NaN in the logits is passed on
 */
export function crossEntropy(logits: Tensor2D, expected: Tensor2D): Scalar {
  return neg(mean(sum(mul(expected, logSoftmax(logits)), 1))) as Scalar;
}

export function targetTensor(labels: ArrayLike<number>, classes: number, smoothing: number): Tensor2D {
  return tensor2d(targets(labels, classes, smoothing), [labels.length, classes]);
}
