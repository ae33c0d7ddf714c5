import type { Optimizer } from '../../../shared/recipe';
import type { HostTensor } from '../../kernel-registry';
import { ADAM, RMSPROP, type StepNumbers } from '../../optimizer-rule';

export interface OptimizerStepAttributes {
  readonly optimizer: Optimizer;
  /** Whether weight decay is for this weight. */
  readonly decays: boolean;
  readonly numbers: StepNumbers;
}

/** `first` and `second` as far as the optimizer has moments: see momentNames. */
export type OptimizerInput = 'value' | 'gradient' | 'first' | 'second';

/** A weight, its gradient and its moments: arrays of one length, moved in place. */
interface WeightArrays {
  readonly value: Float32Array;
  readonly gradient: Float32Array;
  readonly first: Float32Array | undefined;
  readonly second: Float32Array | undefined;
}

/** @returns the new value and moments */
export function optimizerStepReference(
  inputs: Readonly<Record<OptimizerInput, HostTensor | undefined>>,
  attributes: OptimizerStepAttributes,
): HostTensor[] {
  const { value, gradient, first, second } = inputs;
  if (!value || !gradient) throw new Error('An optimizer moves a weight by its gradient.');
  const moved = [value, first, second].map((tensor) => tensor?.values.slice());
  moveWeight(
    { value: moved[0] as Float32Array, gradient: gradient.values, first: moved[1], second: moved[2] },
    attributes,
  );
  return moved.filter((values) => values !== undefined).map((values) => ({ shape: value.shape, values }));
}

export function moveWeight(arrays: WeightArrays, attributes: OptimizerStepAttributes): void {
  const { optimizer, decays, numbers } = attributes;
  switch (optimizer.kind) {
    case 'adam':
    case 'adamw':
      return moveByAdam(arrays, { ...numbers, kept: decays ? numbers.kept : 1 });
    case 'sgd':
      return moveBySgd(
        arrays,
        { ...optimizer, weightDecay: decays ? optimizer.weightDecay : 0 },
        numbers.learningRate,
      );
    case 'rmsprop':
      return moveByRmsProp(arrays, numbers.learningRate);
  }
}

// The loops read and write whole arrays in one go, so that a compiler can make something of them: half of Adam's time
// went into calls per element otherwise. Every place of the arrays exists.

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter 2019). As in tfjs, epsilon
 * is added to the root of the corrected second moment.
 */
function moveByAdam(
  { value, gradient, first, second }: WeightArrays,
  { learningRate, kept, correction1, correction2 }: StepNumbers,
): void {
  if (!first || !second) throw new Error('Adam has two moments.');
  const { beta1, beta2, epsilon } = ADAM;
  for (let index = 0; index < value.length; index += 1) {
    const slope = gradient[index] as number;
    const mean = Math.fround(beta1 * (first[index] as number) + (1 - beta1) * slope);
    const square = Math.fround(beta2 * (second[index] as number) + (1 - beta2) * slope * slope);
    first[index] = mean;
    second[index] = square;
    const step = (learningRate * (mean / correction1)) / (Math.sqrt(square / correction2) + epsilon);
    value[index] = (value[index] as number) * kept - step;
  }
}

/** Stochastic gradient descent with momentum (Sutskever et al. 2013), as PyTorch's torch.optim.SGD without dampening. */
function moveBySgd(
  { value, gradient, first }: WeightArrays,
  {
    momentum,
    nesterov,
    weightDecay,
  }: { readonly momentum: number; readonly nesterov: boolean; readonly weightDecay: number },
  learningRate: number,
): void {
  for (let index = 0; index < value.length; index += 1) {
    const weight = value[index] as number;
    let change = (gradient[index] as number) + weightDecay * weight;
    if (first) {
      const velocity = Math.fround(momentum * (first[index] as number) + change);
      first[index] = velocity;
      change = nesterov ? change + momentum * velocity : velocity;
    }
    value[index] = weight - learningRate * change;
  }
}

/** RMSprop (Tieleman and Hinton 2012) as Keras and tfjs have it: epsilon stands under the root. */
function moveByRmsProp({ value, gradient, first }: WeightArrays, learningRate: number): void {
  if (!first) throw new Error('RMSprop has one moment.');
  const { rho, epsilon } = RMSPROP;
  for (let index = 0; index < value.length; index += 1) {
    const slope = gradient[index] as number;
    const square = Math.fround(rho * (first[index] as number) + (1 - rho) * slope * slope);
    first[index] = square;
    value[index] = (value[index] as number) - (learningRate * slope) / Math.sqrt(square + epsilon);
  }
}
