import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { allocate, floatsOf } from '../../wasm-heap';
import type { AdamAttributes, AdamInput } from './adam-step.reference';

/** All three in one pass, into new memory: a weight overwritten in place would leave XNNPACK's packed copy behind. */
export function adamStepOnHeap(
  backend: BackendWasm,
  inputs: Readonly<Record<AdamInput, TensorInfo>>,
  adam: AdamAttributes,
): TensorInfo[] {
  const outputs = [0, 1, 2].map(() => allocate(backend, inputs.value.shape));
  const [value, first, second] = outputs.map((output) => floatsOf(backend, output)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [oldValue, gradient] = [floatsOf(backend, inputs.value), floatsOf(backend, inputs.gradient)];
  const [oldFirst, oldSecond] = [
    floatsOf(backend, inputs.firstMoment),
    floatsOf(backend, inputs.secondMoment),
  ];
  const { beta1, beta2, epsilon, correction1, correction2, learningRate, kept } = adam;
  for (let index = 0; index < value.length; index += 1) {
    const slope = gradient[index] as number;
    const mean = Math.fround(beta1 * (oldFirst[index] as number) + (1 - beta1) * slope);
    const square = Math.fround(beta2 * (oldSecond[index] as number) + (1 - beta2) * slope * slope);
    first[index] = mean;
    second[index] = square;
    const step = (learningRate * (mean / correction1)) / (Math.sqrt(square / correction2) + epsilon);
    value[index] = (oldValue[index] as number) * kept - step;
  }
  return outputs;
}
