import { kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';
import { chunksOf } from './batch-norm';

/** output = relu(first + second), or without ReLU. */
export function sumOf(
  label: string,
  { first, second, output }: { first: PlanTensor; second: PlanTensor; output: PlanTensor },
  rectifies: boolean,
): Kernel {
  const isOne = first === second;
  const lanes = lanesOf(output.elements);
  const vectors = output.elements / lanes;
  return kernel({
    label,
    reads: {
      first: { tensor: first, type: 'V' },
      ...(!isOne && { second: { tensor: second, type: 'V' as const } }),
    },
    writes: { outputs: { tensor: output, type: 'V' } },
    body: `
  if (index >= ${vectors}u) { return; }
  let total = first[index] + ${isOne ? 'first' : 'second'}[index];
  outputs[index] = ${rectifies ? 'select(total, V(0), total <= V(0))' : 'total'};`,
    groups: Math.ceil(vectors / 64),
    workgroup: 64,
    lanes,
  });
}

/** The gradient of both terms of a sum with ReLU, from what the sum gave. */
export function gradientOfSum(
  label: string,
  { output, dOutput, dTerm }: { output: PlanTensor; dOutput: PlanTensor; dTerm: PlanTensor },
): Kernel {
  const lanes = lanesOf(output.elements);
  const vectors = output.elements / lanes;
  return kernel({
    label: `${label}: gradient`,
    reads: { outputs: { tensor: output, type: 'V' }, dOutput: { tensor: dOutput, type: 'V' } },
    writes: { dTerm: { tensor: dTerm, type: 'V' } },
    body: `
  if (index >= ${vectors}u) { return; }
  dTerm[index] = select(V(0), dOutput[index], outputs[index] > V(0));`,
    groups: Math.ceil(vectors / 64),
    workgroup: 64,
    lanes,
  });
}

/** One invocation adds the slices of a channel one after another. */
const MOST_SLICES = 128;

export function biasSlices(rows: number): { readonly count: number; readonly rows: number } {
  return chunksOf(rows, MOST_SLICES);
}

/** Sums over the rows of dy [rows, C], cut into slices that an optimizer adds in order: a bias' gradient. */
export function columnSums(
  label: string,
  { dy, partials }: { dy: PlanTensor; partials: PlanTensor },
  { rows, channels }: { rows: number; channels: number },
): Kernel {
  const chunks = biasSlices(rows);
  const lanes = lanesOf(channels);
  const vectors = channels / lanes;
  return kernel({
    label: `${label}: bias gradient`,
    reads: { dy: { tensor: dy, type: 'V' } },
    writes: { partials: { tensor: partials, type: 'V' } },
    body: `
  if (index >= ${chunks.count * vectors}u) { return; }
  let channel = index % ${vectors}u;
  let chunk = index / ${vectors}u;
  var total = V(0);
  for (var row = chunk * ${chunks.rows}u; row < min((chunk + 1u) * ${chunks.rows}u, ${rows}u); row++) {
    total += dy[row * ${vectors}u + channel];
  }
  partials[index] = total;`,
    groups: Math.ceil((chunks.count * vectors) / 64),
    workgroup: 64,
    lanes,
  });
}
