import { finishedFunction, kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';
import type { ForwardTensors } from './convolution';

/** y [elements] = the sum of `sums` [parts, elements], always in the same order, and the bias. */
export function addParts(
  name: string,
  tensors: Pick<ForwardTensors, 'y' | 'bias' | 'rectifies'> & { readonly sums: PlanTensor },
  { parts, elements, channels }: { parts: number; elements: number; channels: number },
): Kernel {
  const lanes = lanesOf(channels);
  const vectors = elements / lanes;
  return kernel({
    label: `${name}: add parts`,
    reads: {
      sums: { tensor: tensors.sums, type: 'V' },
      ...(tensors.bias && { bias: { tensor: tensors.bias, type: 'V' as const } }),
    },
    writes: { y: { tensor: tensors.y, type: 'V' } },
    declarations: finishedFunction(tensors.rectifies),
    body: `
  if (index >= ${vectors}u) { return; }
  var total = sums[index];
  for (var part = 1u; part < ${parts}u; part++) { total += sums[part * ${vectors}u + index]; }
  y[index] = finished(total${tensors.bias ? ` + bias[index % ${channels / lanes}u]` : ''});`,
    groups: Math.ceil(vectors / 64),
    workgroup: 64,
    lanes,
  });
}
