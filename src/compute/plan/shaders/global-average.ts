import { kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';
import type { FeatureShape } from '../known-layers';
import { maskFunction, type PlannedDropout } from './dropout-mask';

interface GlobalAverage {
  readonly batch: number;
  readonly input: FeatureShape;
  readonly dropout: PlannedDropout | undefined;
}

/** output [B, C] = dropout(mean of x [B, H, W, C] over its pixels). */
export function average(
  { batch, input, dropout }: GlobalAverage,
  tensors: { x: PlanTensor; output: PlanTensor },
): Kernel {
  const lanes = lanesOf(input[2]);
  const vectors = input[2] / lanes;
  const pixels = input[0] * input[1];
  return kernel({
    label: 'global average',
    reads: { x: { tensor: tensors.x, type: 'V' } },
    writes: { output: { tensor: tensors.output, type: 'V' } },
    declarations: maskFunction(dropout, lanes),
    body: `
  if (index >= ${batch * vectors}u) { return; }
  let at = index / ${vectors}u * ${pixels * vectors}u + index % ${vectors}u;
  var total = V(0);
  for (var pixel = 0u; pixel < ${pixels}u; pixel++) { total += x[at + pixel * ${vectors}u]; }
  output[index] = masked(total / ${pixels}.0, index);`,
    groups: Math.ceil((batch * vectors) / 64),
    workgroup: 64,
    lanes,
    readsStep: dropout !== undefined,
  });
}

/** Every pixel gets its share of the gradient. */
export function averageBack(
  { batch, input, dropout }: GlobalAverage,
  tensors: { dOutput: PlanTensor; dx: PlanTensor },
): Kernel {
  const lanes = lanesOf(input[2]);
  const vectors = input[2] / lanes;
  const pixels = input[0] * input[1];
  const elements = batch * pixels * vectors;
  return kernel({
    label: 'global average: gradient',
    reads: { dOutput: { tensor: tensors.dOutput, type: 'V' } },
    writes: { dx: { tensor: tensors.dx, type: 'V' } },
    declarations: maskFunction(dropout, lanes),
    body: `
  if (index >= ${elements}u) { return; }
  let at = index / ${pixels * vectors}u * ${vectors}u + index % ${vectors}u;
  dx[index] = masked(dOutput[at], at) / ${pixels}.0;`,
    groups: Math.ceil(elements / 64),
    workgroup: 64,
    lanes,
    readsStep: dropout !== undefined,
  });
}
