import { concat, type Tensor2D, zerosLike } from '@tensorflow/tfjs-core';

// A network with one unit answers for two labels: its sigmoid is the probability of the second one. Here is all that
// knows it; everyone else sees one number per label.

/** @param logits [B, units] @returns [B, labels]: one logit stands against 0, and softmax of the two is its sigmoid */
export function logitsOfAll(logits: Tensor2D): Tensor2D {
  return logits.shape[1] === 1 ? concat([zerosLike(logits), logits], 1) : logits;
}

/** @param answers [images, units] as the network gave them @returns [images, labels], each row sums to 1 */
export function probabilitiesOfAll(answers: Float32Array, images: number): Float32Array {
  if (answers.length !== images) return answers;
  const both = new Float32Array(2 * images);
  for (const [image, second] of answers.entries()) both.set([1 - second, second], 2 * image);
  return both;
}
