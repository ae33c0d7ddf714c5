import type { Optimizer } from '../../../shared/recipe';
import { moveStatements } from '../../optimizer-rule';
import { type Binding, kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';

/** A weight and its moments, moved in place. */
export interface PlanParameter {
  readonly value: PlanTensor;
  readonly moments: readonly PlanTensor[];
  readonly decays: boolean;
}

/** What a kernel that moves a parameter writes to, under names that begin with `name`. */
export function movedBindings(
  name: string,
  { value, moments }: PlanParameter,
  type: 'V' | 'f32',
): Record<string, Binding> {
  const entries = [value, ...moments].map((tensor, part) => [`${name}_${part}`, { tensor, type }]);
  return Object.fromEntries(entries) as Record<string, Binding>;
}

/** WGSL that moves the parameter bound by movedBindings at `index`. */
export function moveAt(
  name: string,
  { moments, decays }: PlanParameter,
  optimizer: Optimizer,
  { index, gradient }: { index: string; gradient: string },
): string {
  const at = (part: number) => `${name}_${part}[${index}]`;
  return moveStatements(optimizer, decays, {
    value: at(0),
    moments: moments.map((_, part) => at(part + 1)),
    gradient,
    numbers: 'step_',
  });
}

/** Adds the slices of a gradient, always in the same order, and moves the weight. */
export function moveWeight(
  label: string,
  parameter: PlanParameter,
  optimizer: Optimizer,
  { partials, slices }: { partials: PlanTensor; slices: number },
): Kernel {
  const { elements } = parameter.value;
  const lanes = lanesOf(elements);
  const vectors = elements / lanes;
  return kernel({
    label: `${label}: ${optimizer.kind}`,
    reads: { partials: { tensor: partials, type: 'V' } },
    writes: movedBindings('weight', parameter, 'V'),
    body: `
  if (index >= ${vectors}u) { return; }
  var gradient = partials[index];
  for (var slice = 1u; slice < ${slices}u; slice++) { gradient += partials[slice * ${vectors}u + index]; }
  ${moveAt('weight', parameter, optimizer, { index: 'index', gradient: 'gradient' })}`,
    groups: Math.ceil(vectors / 64),
    workgroup: 64,
    lanes,
    readsStep: true,
  });
}

/** The bias of one row of outputs per image: its gradient is their sum over the batch. */
export function moveBias(
  label: string,
  parameter: PlanParameter,
  optimizer: Optimizer,
  { dy, batch }: { dy: PlanTensor; batch: number },
): Kernel {
  const units = parameter.value.elements;
  return kernel({
    label: `${label}: bias, ${optimizer.kind}`,
    reads: { dy: { tensor: dy, type: 'f32' } },
    writes: movedBindings('bias', parameter, 'f32'),
    body: `
  if (index >= ${units}u) { return; }
  var gradient = 0.0;
  for (var row = 0u; row < ${batch}u; row++) { gradient += dy[row * ${units}u + index]; }
  ${moveAt('bias', parameter, optimizer, { index: 'index', gradient: 'gradient' })}`,
    groups: Math.ceil(units / 64),
    workgroup: 64,
    readsStep: true,
  });
}
