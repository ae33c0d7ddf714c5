import type { NamedValues, OptimizerState } from '../shared/optimizer-state';
import type { Optimizer } from '../shared/recipe';
import { float } from './wgsl-number';

export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const; // epsilon of tfjs and Keras; the paper has 1e-8
export const RMSPROP = { rho: 0.9, epsilon: 1e-7 } as const; // Keras

/** As in torch.nn.utils.clip_grad_norm_: gradients that are all zero have no direction to keep. */
export const NORM_FLOOR = 1e-6;

/** What changes from step to step, the same for all weights. */
export interface StepNumbers {
  readonly learningRate: number;
  /** 1 - learning rate x decoupled weight decay: what kernels keep. */
  readonly kept: number;
  /** 1 - beta^t of Adam's two moments at the t-th step, t from 1. */
  readonly correction1: number;
  readonly correction2: number;
}

/** @param steps finished ones, this one among them */
export function stepNumbers(optimizer: Optimizer, learningRate: number, steps: number): StepNumbers {
  return {
    learningRate,
    kept: optimizer.kind === 'adamw' ? 1 - learningRate * optimizer.weightDecay : 1,
    correction1: 1 - ADAM.beta1 ** steps,
    correction2: 1 - ADAM.beta2 ** steps,
  };
}

/** What is remembered of every weight, each an array of the weight's shape that starts at zero. */
export function momentNames(optimizer: Optimizer): readonly string[] {
  switch (optimizer.kind) {
    case 'adam':
    case 'adamw':
      return ['first', 'second'];
    case 'sgd':
      return optimizer.momentum === 0 ? [] : ['velocity'];
    case 'rmsprop':
      return ['square'];
  }
}

/** Names of what stands where in a shader. */
interface MovedNames {
  readonly value: string; // these are assigned to
  readonly moments: readonly string[];
  readonly gradient: string;
  readonly numbers: string; // the struct of StepNumbers
}

/**
 * WGSL statements that move a weight and its moments by one step: the formulas of optimizer-step.reference.ts, on numbers or
 * vectors. Constants such as 1 - beta come from outside: 1 - 0.999 in f32 is off in the fifth digit.
 */
export function moveStatements(optimizer: Optimizer, decays: boolean, names: MovedNames): string {
  const { value, gradient, numbers } = names;
  const [first = '', second = ''] = names.moments;
  switch (optimizer.kind) {
    case 'adam':
    case 'adamw':
      return `${first} = ${float(ADAM.beta1)} * ${first} + ${float(1 - ADAM.beta1)} * ${gradient};
  ${second} = ${float(ADAM.beta2)} * ${second} + ${float(1 - ADAM.beta2)} * ${gradient} * ${gradient};
  ${value} = ${value}${decays ? ` * ${numbers}.kept` : ''} - ${numbers}.learningRate * (${first} / ${numbers}.correction1)
    / (sqrt(${second} / ${numbers}.correction2) + ${float(ADAM.epsilon)});`;
    case 'sgd': {
      const slope =
        decays && optimizer.weightDecay !== 0
          ? `(${gradient} + ${float(optimizer.weightDecay)} * ${value})`
          : gradient;
      if (!first) return `${value} = ${value} - ${numbers}.learningRate * ${slope};`;
      const momentum = float(optimizer.momentum);
      // The slope once more before the value changes, because it may hold the value.
      const change = optimizer.nesterov ? `(${slope} + ${momentum} * ${first})` : first;
      return `${first} = ${momentum} * ${first} + ${slope};
  ${value} = ${value} - ${numbers}.learningRate * ${change};`;
    }
    case 'rmsprop':
      return `${first} = ${float(RMSPROP.rho)} * ${first} + ${float(1 - RMSPROP.rho)} * ${gradient} * ${gradient};
  ${value} = ${value} - ${numbers}.learningRate * ${gradient} / sqrt(${first} + ${float(RMSPROP.epsilon)});`;
  }
}

/**
 * The saved moments, once it is sure that they are of this network and this optimizer.
 *
 * @throws Error when they are not
 */
export function checkedMoments(
  { moments }: OptimizerState,
  expected: readonly { readonly name: string; readonly elements: number }[],
): readonly NamedValues[] {
  const describe = (all: readonly { name: string; elements: number }[]) =>
    all.map(({ name, elements }) => `${name} of ${elements}`).join(', ');
  const found = describe(moments.map(({ name, values }) => ({ name, elements: values.length })));
  if (found !== describe(expected))
    throw new Error('The optimizer state is of another network or optimizer.');
  return moments;
}
