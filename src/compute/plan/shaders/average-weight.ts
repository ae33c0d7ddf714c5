import { kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';

/** Moves the running average of a weight towards it, as compute/weight-averages.ts does. */
export function averageWeight(tensors: { value: PlanTensor; average: PlanTensor }): Kernel {
  const { elements, label } = tensors.value;
  const lanes = lanesOf(elements);
  const vectors = elements / lanes;
  return kernel({
    label: `${label}: average`,
    reads: { value: { tensor: tensors.value, type: 'V' } },
    writes: { average: { tensor: tensors.average, type: 'V' } },
    body: `
  if (index >= ${vectors}u) { return; }
  average[index] += step_.averaged * (value[index] - average[index]);`,
    groups: Math.ceil(vectors / 64),
    workgroup: 64,
    lanes,
    readsStep: true,
  });
}
