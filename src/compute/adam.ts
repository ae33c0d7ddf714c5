import { dispose, keep, tensor, type Tensor, type Variable, zerosLike } from '@tensorflow/tfjs-core';
import { adamStep } from './kernels/adam-step/adam-step';

export interface AdamParameter {
  readonly variable: Variable;
  /** Decoupled weight decay of this variable; 0 or absent is plain Adam. */
  readonly weightDecay?: number;
}

export interface AdamState {
  /** Finished steps. Bias correction is a function of it, so a restored run continues bit for bit. */
  readonly steps: number;
  /** First and second moment of each parameter, in the order they were given. */
  readonly moments: readonly { readonly first: Float32Array; readonly second: Float32Array }[];
}

export interface Adam {
  /** One step. @param gradients of each parameter, in the order they were given; they stay the caller's */
  apply(gradients: readonly Tensor[], learningRate: number): void;
  state(): Promise<AdamState>;
  restore(state: AdamState): void;
  dispose(): void;
}

export const BETA1 = 0.9;
export const BETA2 = 0.999;
export const EPSILON = 1e-7; // tfjs and Keras; the paper has 1e-8

interface Moments {
  first: Tensor;
  second: Tensor;
}

/** Kept, because a training step runs in a tidy of its own. */
function replace(held: Moments, first: Tensor, second: Tensor): void {
  dispose([held.first, held.second]);
  held.first = keep(first);
  held.second = keep(second);
}

/** Adam, or AdamW where a parameter has weight decay. Starts with moments of zero. */
export function createAdam(parameters: readonly AdamParameter[]): Adam {
  let steps = 0;
  const moments = parameters.map(({ variable }): Moments => ({
    first: keep(zerosLike(variable)),
    second: keep(zerosLike(variable)),
  }));

  return {
    apply(gradients, learningRate) {
      steps += 1;
      const corrections = { correction1: 1 - BETA1 ** steps, correction2: 1 - BETA2 ** steps };
      for (const [index, { variable, weightDecay = 0 }] of parameters.entries()) {
        const [gradient, held] = [gradients[index], moments[index]];
        if (!gradient || !held) throw new Error(`No gradient for ${variable.name}.`);
        const [value, first, second] = adamStep(
          { value: variable, gradient, firstMoment: held.first, secondMoment: held.second },
          {
            learningRate,
            kept: 1 - learningRate * weightDecay,
            beta1: BETA1,
            beta2: BETA2,
            epsilon: EPSILON,
            ...corrections,
          },
        );
        variable.assign(value);
        value.dispose();
        replace(held, first, second);
      }
    },

    async state() {
      const values = moments.map(async ({ first, second }) => ({
        first: await first.data<'float32'>(),
        second: await second.data<'float32'>(),
      }));
      return { steps, moments: await Promise.all(values) };
    },

    restore(state) {
      if (state.moments.length !== parameters.length) {
        throw new Error(
          `Expected moments of ${parameters.length} parameters, found ${state.moments.length}.`,
        );
      }
      steps = state.steps;
      for (const [index, held] of moments.entries()) {
        const saved = state.moments[index];
        if (saved)
          replace(held, tensor(saved.first, held.first.shape), tensor(saved.second, held.second.shape));
      }
    },

    dispose: () => dispose(moments.flatMap(({ first, second }) => [first, second])),
  };
}
