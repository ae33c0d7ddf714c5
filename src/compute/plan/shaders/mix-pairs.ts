import { kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';

/** Mixes each picture with the one at the mirrored place, as data/mixup.ts does: one invocation has a value of both. */
export function mixPairs(
  { batch, size }: { batch: number; size: number },
  tensors: { own: PlanTensor; input: PlanTensor },
): Kernel {
  const lanes = lanesOf(size);
  const vectors = size / lanes;
  const all = Math.floor(batch / 2) * vectors;
  return kernel({
    label: 'mixup',
    reads: { own: { tensor: tensors.own, type: 'f32' } },
    writes: { input: { tensor: tensors.input, type: 'V' } },
    body: `
  if (index >= ${all}u) { return; }
  let place = index / ${vectors}u;
  let mirrored = ${batch - 1}u - place;
  let at = mirrored * ${vectors}u + index % ${vectors}u;
  let one = input[index];
  let other = input[at];
  input[index] = own[place] * one + (1.0 - own[place]) * other;
  input[at] = own[mirrored] * other + (1.0 - own[mirrored]) * one;`,
    groups: Math.ceil(all / 64),
    workgroup: 64,
    lanes,
  });
}
