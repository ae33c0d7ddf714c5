import {
  add,
  dispose,
  div,
  keep,
  minimum,
  mul,
  sqrt,
  square,
  sum,
  tensor,
  type Tensor,
  tidy,
  type Variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { OptimizerState } from '../shared/optimizer-state';
import type { Optimizer } from '../shared/recipe';
import { optimizerStep } from './kernels/optimizer-step/optimizer-step';
import { checkedMoments, momentNames, NORM_FLOOR, stepNumbers } from './optimizer-rule';

interface MovedWeight {
  readonly name: string; // unique; what its moments are saved under
  readonly variable: Variable;
  /** Whether the optimizer's weight decay is for it. */
  readonly decays: boolean;
}

/** An optimizer at work on the tensors of the running backend. */
export interface RunningOptimizer {
  /** One step. @param gradients of each weight, in the order they were given; they stay the caller's */
  apply(gradients: readonly Tensor[], learningRate: number): void;
  state(): Promise<OptimizerState>;
  /** @throws Error when the state is of other weights or another optimizer */
  restore(state: OptimizerState): void;
  dispose(): void;
}

interface Moment {
  readonly name: string;
  tensor: Tensor;
}

/** Kept, because a training step runs in a tidy of its own. */
function replace(moment: Moment, next: Tensor): void {
  moment.tensor.dispose();
  moment.tensor = keep(next);
}

/**
 * Scales gradients by one factor, so that all together they are no longer than the norm (Pascanu et al. 2013); shorter
 * ones stay as they are, to the bit. Squares are added weight after weight. The result is the caller's to dispose.
 */
function clipped(gradients: readonly Tensor[], clipNorm: number): Tensor[] {
  return tidy(() => {
    const squares = gradients.map((gradient) => sum(square(gradient)));
    const length = sqrt(squares.reduce((all, own) => add(all, own)));
    const factor = minimum(1, div(clipNorm, add(length, NORM_FLOOR)));
    return gradients.map((gradient) => mul(gradient, factor));
  });
}

/** Starts with moments of zero. @param clipNorm 0: gradients are not clipped */
export function createOptimizer(
  optimizer: Optimizer,
  weights: readonly MovedWeight[],
  clipNorm = 0,
): RunningOptimizer {
  let steps = 0;
  const moments = weights.map(({ name, variable }) =>
    momentNames(optimizer).map((part): Moment => ({
      name: `${name}/${part}`,
      tensor: keep(zerosLike(variable)),
    })),
  );
  const all = moments.flat();

  return {
    apply(given, learningRate) {
      steps += 1;
      const gradients = clipNorm > 0 ? clipped(given, clipNorm) : given;
      const numbers = stepNumbers(optimizer, learningRate, steps);
      for (const [index, { variable, decays }] of weights.entries()) {
        const [gradient, held] = [gradients[index], moments[index]];
        if (!gradient || !held) throw new Error(`No gradient for ${variable.name}.`);
        const [value, ...next] = optimizerStep(
          { value: variable, gradient, moments: held.map((moment) => moment.tensor) },
          { optimizer, decays, numbers },
        );
        if (!value) throw new Error(`${variable.name} was not moved.`);
        variable.assign(value);
        value.dispose();
        for (const [place, moment] of held.entries()) replace(moment, next[place] as Tensor); // one for each
      }
      if (gradients !== given) dispose([...gradients]);
    },

    async state() {
      const saved = all.map(async (moment) => ({
        name: moment.name,
        values: Float32Array.from(await moment.tensor.data<'float32'>()),
      }));
      return { steps, moments: await Promise.all(saved) };
    },

    restore(state) {
      const saved = checkedMoments(
        state,
        all.map(({ name, tensor: { size } }) => ({ name, elements: size })),
      );
      steps = state.steps;
      for (const [place, moment] of all.entries())
        replace(moment, tensor((saved[place] as (typeof saved)[number]).values, moment.tensor.shape));
    },

    dispose: () => dispose(all.map((moment) => moment.tensor)),
  };
}
