import type { Optimizer } from '../../shared/recipe';
import type { changingWeights } from '../frozen-trunk';
import { momentNames } from '../optimizer-rule';
import { AVERAGE } from '../weight-averages';
import type { PlanTensor } from './kernel';
import type { PlannedWeight } from './step-weights';

/** What a plan remembers beside the weights, under the name it is saved by. */
export interface Moment {
  readonly name: string;
  readonly elements: number;
  readonly tensor: PlanTensor | undefined; // absent: always zeros
}

interface Remembered {
  readonly optimizer: Optimizer;
  readonly averaging?: number | undefined;
}

export function isAveraging({ averaging = 0 }: Pick<Remembered, 'averaging'>): boolean {
  return averaging > 0;
}

/**
 * Of every trainable weight, in order, without memory where the gradient is zero: biases before batch norm. Then the
 * averages of all weights, where they are kept.
 */
export function momentsOf(
  weights: readonly PlannedWeight[],
  names: ReturnType<typeof changingWeights>,
  remembered: Remembered,
): readonly Moment[] {
  const planned = new Map(weights.map((weight) => [weight.variable, weight]));
  const moments = names.trainable.flatMap(({ name, variable }) =>
    momentNames(remembered.optimizer).map((part, place) => ({
      name: `${name}/${part}`,
      elements: variable.size,
      tensor: planned.get(variable)?.moments?.[place],
    })),
  );
  if (!isAveraging(remembered)) return moments;
  const averages = names.all.map(({ name, variable }) => ({
    name: `${name}/${AVERAGE}`,
    elements: variable.size,
    tensor: planned.get(variable)?.average,
  }));
  return [...moments, ...averages];
}
