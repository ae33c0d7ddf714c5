import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import {
  registerWebGpu,
  registerReference,
  registerWasm,
  replaceGradient,
  runKernel,
} from '../../kernel-registry';
import { batchNormTrainGradReference, batchNormTrainReference } from './batch-norm-train.reference';
import { batchNormTrainGradOnHeap, batchNormTrainOnHeap } from './batch-norm-train.wasm';
import { batchNormTrainGradOnGpu, batchNormTrainOnGpu } from './batch-norm-train.webgpu';

const BATCH_NORM_TRAIN = 'MienBatchNormTrain';
const BATCH_NORM_TRAIN_GRAD = 'MienBatchNormTrainGrad';

interface BatchNormInputs<T extends Tensor> {
  readonly x: T; // [.., C]
  readonly gamma: Tensor1D; // [C]
  readonly beta: Tensor1D; // [C]
  readonly epsilon: number;
}

interface BatchNormOutputs<T extends Tensor> {
  readonly y: T; // [.., C]
  readonly mean: Tensor1D; // [C]
  readonly variance: Tensor1D; // [C], biased
}

/** Normalises over all axes but the last. Gradients flow through y alone, not through mean and variance. */
export function batchNormTrain<T extends Tensor>({
  x,
  gamma,
  beta,
  epsilon,
}: BatchNormInputs<T>): BatchNormOutputs<T> {
  const channels = x.shape.at(-1);
  if (gamma.size !== channels || beta.size !== channels) {
    throw new Error(
      `Expected gamma and beta for ${channels} channels, found ${gamma.size} and ${beta.size}.`,
    );
  }
  const [y, mean, variance] = runKernel(BATCH_NORM_TRAIN, { x, gamma, beta }, { epsilon });
  // The kernel's outputs are these three, with the ranks of x and gamma.
  return { y: y as T, mean: mean as Tensor1D, variance: variance as Tensor1D };
}

export function registerBatchNormTrain(): void {
  registerReference(BATCH_NORM_TRAIN, batchNormTrainReference);
  registerReference(BATCH_NORM_TRAIN_GRAD, batchNormTrainGradReference);
  registerWasm(BATCH_NORM_TRAIN, batchNormTrainOnHeap);
  registerWasm(BATCH_NORM_TRAIN_GRAD, batchNormTrainGradOnHeap);
  registerWebGpu(BATCH_NORM_TRAIN, batchNormTrainOnGpu);
  registerWebGpu(BATCH_NORM_TRAIN_GRAD, batchNormTrainGradOnGpu);
  replaceGradient({
    kernelName: BATCH_NORM_TRAIN,
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, [x, gamma, mean, variance], attributes) => {
      const [dy] = dys as Tensor[]; // three outputs, three gradients; those of mean and variance are zeros
      const inputs = { x, gamma, mean, variance, dy } as Record<string, Tensor>;
      // All three at once, here: what a gradient function makes beside its result is disposed of behind its back.
      const [dx, dgamma, dbeta] = runKernel(BATCH_NORM_TRAIN_GRAD, inputs, attributes) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
    },
  });
}
