import type { Kernel, PlanTensor } from './kernel';

/** One piece of GPU memory, and the tensors that take turns in it. */
export interface Slot {
  elements: number;
  readonly tensors: PlanTensor[];
}

interface Life {
  readonly tensor: PlanTensor;
  readonly first: number; // place of the first kernel that binds it
  last: number;
}

/**
 * Gives every tensor of a step its memory, once: passing tensors share where their lives do not overlap.
 *
 * A slot is bound as a whole, because one dispatch may not bind parts of one buffer for reading and for writing.
 */
export function planSlots(kernels: readonly Kernel[]): Slot[] {
  const kept: Slot[] = [];
  const shared: (Slot & { freeAfter: number })[] = [];
  for (const { tensor, first, last } of lives(kernels)) {
    if (tensor.lifetime === 'kept') {
      kept.push({ elements: tensor.elements, tensors: [tensor] });
      continue;
    }
    const free = shared.filter(({ freeAfter }) => freeAfter < first);
    const slot = bestFit(free, tensor.elements);
    if (!slot) {
      shared.push({ elements: tensor.elements, tensors: [tensor], freeAfter: last });
      continue;
    }
    slot.elements = Math.max(slot.elements, tensor.elements);
    slot.tensors.push(tensor);
    slot.freeAfter = last;
  }
  return [...kept, ...shared];
}

/** The smallest slot that holds it, else the largest, which grows. */
function bestFit<S extends Slot>(free: readonly S[], elements: number): S | undefined {
  const bySize = free.toSorted((a, b) => a.elements - b.elements);
  return bySize.find((slot) => slot.elements >= elements) ?? bySize.at(-1);
}

function lives(kernels: readonly Kernel[]): Life[] {
  const found = new Map<PlanTensor, Life>();
  for (const [place, { tensors }] of kernels.entries()) {
    for (const tensor of tensors) {
      const life = found.get(tensor) ?? { tensor, first: place, last: place };
      life.last = place;
      found.set(tensor, life);
    }
  }
  return [...found.values()];
}
