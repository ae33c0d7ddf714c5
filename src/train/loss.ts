import { logSoftmax, mean, mul, neg, sum, type Scalar, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Softmax cross-entropy, averaged over the batch.
 *
 * @param logits   [B, labels] float32, any range
 * @param expected [B, labels] float32, as targets gives them
 * @returns scalar >= 0, nats per sample; ln(labels) is what guessing gives. NaN in the logits is passed on
 */
export function crossEntropy(logits: Tensor2D, expected: Tensor2D): Scalar {
  return neg(mean(sum(mul(expected, logSoftmax(logits)), 1))) as Scalar;
}
