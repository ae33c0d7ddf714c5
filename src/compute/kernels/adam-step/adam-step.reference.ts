import type { HostTensor } from '../../kernel-registry';

export interface AdamAttributes {
  readonly learningRate: number;
  /** 1 - learning rate x weight decay: what the weights keep. */
  readonly kept: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 - beta1^t and 1 - beta2^t for the t-th step, t from 1. */
  readonly correction1: number;
  readonly correction2: number;
}

export type AdamInput = 'value' | 'gradient' | 'firstMoment' | 'secondMoment';

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter 2019).
 * As in tfjs, epsilon is added to the root of the corrected second moment.
 *
 * @returns the new value, first moment and second moment
 */
export function adamStepReference(
  inputs: Readonly<Record<AdamInput, HostTensor>>,
  adam: AdamAttributes,
): HostTensor[] {
  const { value, gradient, firstMoment, secondMoment } = inputs;
  const first = firstMoment.values.map(
    (moment, index) => adam.beta1 * moment + (1 - adam.beta1) * at(gradient, index),
  );
  const second = secondMoment.values.map(
    (moment, index) => adam.beta2 * moment + (1 - adam.beta2) * at(gradient, index) ** 2,
  );
  const values = value.values.map((weight, index) => {
    const mean = (first[index] ?? 0) / adam.correction1;
    const deviation = Math.sqrt((second[index] ?? 0) / adam.correction2);
    return weight * adam.kept - (adam.learningRate * mean) / (deviation + adam.epsilon);
  });
  return [values, first, second].map((result) => ({ shape: value.shape, values: result }));
}

function at(tensor: HostTensor, index: number): number {
  return tensor.values[index] ?? 0;
}
