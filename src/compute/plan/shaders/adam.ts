import { BETA1, BETA2, EPSILON } from '../../adam';
import { float, kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';

/** A weight and its moments, moved in place. */
export interface PlanParameter {
  readonly value: PlanTensor;
  readonly first: PlanTensor;
  readonly second: PlanTensor;
  readonly decays: boolean;
}

/** WGSL `fn moved(..) -> Moved` over the element type T: a step of Adam, as in kernels/adam-step. */
export function adamFunction(type: 'V' | 'f32', decays: boolean): string {
  return `struct Moved { value : ${type}, first : ${type}, second : ${type} }
fn moved(value : ${type}, gradient : ${type}, first : ${type}, second : ${type}) -> Moved {
  let newFirst = ${float(BETA1)} * first + ${float(1 - BETA1)} * gradient;
  let newSecond = ${float(BETA2)} * second + ${float(1 - BETA2)} * gradient * gradient;
  let deviation = sqrt(newSecond / step_.correction2) + ${float(EPSILON)};
  let change = step_.learningRate * (newFirst / step_.correction1) / deviation;
  return Moved(value${decays ? ' * step_.kept' : ''} - change, newFirst, newSecond);
}`;
}

/** Adds the slices of a gradient, always in the same order, and moves the weight. */
export function moveWeight(
  label: string,
  { value, first, second, decays }: PlanParameter,
  partials: PlanTensor,
  slices: number,
): Kernel {
  const lanes = lanesOf(value.elements);
  const vectors = value.elements / lanes;
  return kernel({
    label: `${label}: Adam`,
    reads: { partials: { tensor: partials, type: 'V' } },
    writes: {
      values: { tensor: value, type: 'V' },
      firsts: { tensor: first, type: 'V' },
      seconds: { tensor: second, type: 'V' },
    },
    declarations: adamFunction('V', decays),
    body: `
  if (index >= ${vectors}u) { return; }
  var gradient = partials[index];
  for (var slice = 1u; slice < ${slices}u; slice++) { gradient += partials[slice * ${vectors}u + index]; }
  let next = moved(values[index], gradient, firsts[index], seconds[index]);
  values[index] = next.value;
  firsts[index] = next.first;
  seconds[index] = next.second;`,
    groups: Math.ceil(vectors / 64),
    workgroup: 64,
    lanes,
    readsStep: true,
  });
}

/** The last layer's bias: its gradient is the sum of the logits' gradients over the batch. */
export function moveBias(
  label: string,
  { value, first, second }: PlanParameter,
  dLogits: PlanTensor,
  batch: number,
): Kernel {
  const labels = value.elements;
  return kernel({
    label: `${label}: bias, Adam`,
    reads: { dLogits: { tensor: dLogits, type: 'f32' } },
    writes: {
      values: { tensor: value, type: 'f32' },
      firsts: { tensor: first, type: 'f32' },
      seconds: { tensor: second, type: 'f32' },
    },
    declarations: adamFunction('f32', false),
    body: `
  if (index >= ${labels}u) { return; }
  var gradient = 0.0;
  for (var row = 0u; row < ${batch}u; row++) { gradient += dLogits[row * ${labels}u + index]; }
  let next = moved(values[index], gradient, firsts[index], seconds[index]);
  values[index] = next.value;
  firsts[index] = next.first;
  seconds[index] = next.second;`,
    groups: Math.ceil(labels / 64),
    workgroup: 64,
    readsStep: true,
  });
}
