import type { Optimizer } from '../../../shared/recipe';
import { NORM_FLOOR } from '../../optimizer-rule';
import { float } from '../../wgsl-number';
import { kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';
import { moveAt, movedBindings, type PlanParameter } from './move-weight';

const TEAM = 64;

/** Sums up to this many gradients at once: one binding each beside the sum, and every device allows eight. */
export const SQUARES_AT_ONCE = 7;

/** What clipping keeps: the sum of all squares, and what gradients are multiplied by. */
export const CLIP = { squares: 0, factor: 1 } as const;

/** How many sums of squares a gradient of so many elements gives. */
export function squareSums(elements: number): number {
  return Math.ceil(elements / lanesOf(elements) / TEAM);
}

/** Adds the slices of a gradient, always in the same order, and each group the squares of what it wrote. */
export function holdGradient(
  label: string,
  { partials, gradient, squares }: { partials: PlanTensor; gradient: PlanTensor; squares: PlanTensor },
  slices: number,
): Kernel {
  const lanes = lanesOf(gradient.elements);
  const vectors = gradient.elements / lanes;
  return kernel({
    label: `${label}: gradient`,
    reads: { partials: { tensor: partials, type: 'V' } },
    writes: { gradients: { tensor: gradient, type: 'V' }, squares: { tensor: squares, type: 'f32' } },
    declarations: `var<workgroup> team : array<f32, ${TEAM}>;`,
    body: `
  if (group >= ${squares.elements}u) { return; }
  var own = 0.0;
  if (index < ${vectors}u) {
    var gradient = partials[index];
    for (var slice = 1u; slice < ${slices}u; slice++) { gradient += partials[slice * ${vectors}u + index]; }
    gradients[index] = gradient;
    own = ${lanes === 4 ? 'dot(gradient, gradient)' : 'gradient * gradient'};
  }
${addUp('squares[group] = all;')}`,
    groups: squares.elements,
    workgroup: TEAM,
    lanes,
  });
}

/**
 * Adds sums of squares to those of the kernels before, always in the same order, and works out what gradients are
 * multiplied by so that all together they are no longer than `norm`: as torch.nn.utils.clip_grad_norm_.
 */
export function addSquares(
  squares: readonly PlanTensor[],
  clip: PlanTensor,
  { norm, isFirst }: { readonly norm: number; readonly isFirst: boolean },
): Kernel {
  return kernel({
    label: 'clip',
    reads: Object.fromEntries(
      squares.map((tensor, place) => [`squares_${place}`, { tensor, type: 'f32' as const }]),
    ),
    writes: { clip: { tensor: clip, type: 'f32' } },
    declarations: `var<workgroup> team : array<f32, ${TEAM}>;`,
    body: `
  var own = 0.0;
${squares
  .map(
    ({ elements }, place) =>
      `  for (var at = lane; at < ${elements}u; at += ${TEAM}u) { own += squares_${place}[at]; }`,
  )
  .join('\n')}
${addUp(`let squares = ${isFirst ? '' : `clip[${CLIP.squares}] + `}all;
  clip[${CLIP.squares}] = squares;
  clip[${CLIP.factor}] = min(1.0, ${float(norm)} / (sqrt(squares) + ${float(NORM_FLOOR)}));`)}`,
    groups: 1,
    workgroup: TEAM,
  });
}

/** What all lanes have of their own, in order, by the first of them. */
function addUp(end: string): string {
  return `  team[lane] = own;
  workgroupBarrier();
  if (lane > 0u) { return; }
  var all = team[0];
  for (var other = 1u; other < ${TEAM}u; other++) { all += team[other]; }
  ${end}`;
}

/** Some elements of a held gradient, and the weight that they move. */
export interface HeldGradient {
  readonly parameter: PlanParameter;
  readonly gradient: PlanTensor;
  readonly first: number; // element of the gradient
}

/** Moves a weight by its held gradient, as far as clipping leaves it. */
export function moveClipped(
  label: string,
  { parameter, gradient, first }: HeldGradient,
  optimizer: Optimizer,
  clip: PlanTensor,
): Kernel {
  const { elements } = parameter.value;
  const lanes = first === 0 && lanesOf(gradient.elements) === 4 ? lanesOf(elements) : 1;
  const vectors = elements / lanes;
  return kernel({
    label: `${label}: ${optimizer.kind}`,
    reads: { gradients: { tensor: gradient, type: 'V' }, clip: { tensor: clip, type: 'f32' } },
    writes: movedBindings('weight', parameter, 'V'),
    body: `
  if (index >= ${vectors}u) { return; }
  let gradient = gradients[${first}u + index] * clip[${CLIP.factor}];
  ${moveAt('weight', parameter, optimizer, { index: 'index', gradient: 'gradient' })}`,
    groups: Math.ceil(vectors / TEAM),
    workgroup: TEAM,
    lanes,
    readsStep: true,
  });
}
