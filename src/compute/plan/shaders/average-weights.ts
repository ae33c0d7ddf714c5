import { type Binding, kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';

export interface AveragedWeight {
  readonly value: PlanTensor;
  readonly average: PlanTensor;
}

/** Two bindings each; every device allows eight. */
export const WEIGHTS_AT_ONCE = 4;

/** Moves the running averages of a few weights towards them, as compute/weight-averages.ts does. */
export function averageWeights(weights: readonly AveragedWeight[]): Kernel {
  const lanes = weights.every(({ value }) => lanesOf(value.elements) === 4) ? 4 : 1;
  const vectors = weights.map(({ value }) => value.elements / lanes);
  return kernel({
    label: 'averages',
    reads: named('value', weights, ({ value }) => value),
    writes: named('average', weights, ({ average }) => average),
    body: vectors
      .map(
        (count, place) => `
  if (index < ${count}u) {
    average_${place}[index] += step_.averaged * (value_${place}[index] - average_${place}[index]);
  }`,
      )
      .join(''),
    groups: Math.ceil(Math.max(...vectors) / 64),
    workgroup: 64,
    lanes,
    readsStep: true,
  });
}

function named(
  name: string,
  weights: readonly AveragedWeight[],
  tensorOf: (weight: AveragedWeight) => PlanTensor,
): Record<string, Binding> {
  return Object.fromEntries(
    weights.map((weight, place) => [`${name}_${place}`, { tensor: tensorOf(weight), type: 'V' }]),
  );
}
