import { float } from '../../wgsl-number';
import { components } from '../kernel';
import type { Dropout } from '../known-layers';

/** A dropout layer of the plan: `slot` is its place in the step's `bits`. */
export interface PlannedDropout extends Dropout {
  readonly slot: number;
}

/**
 * WGSL `fn masked(value : V, vector : u32) -> V`: what dropout makes of the vector-th V of a tensor, forward and
 * backward alike. The bits are those of src/shared/random.ts and of the dropout kernel.
 */
export function maskFunction(dropout: PlannedDropout | undefined, lanes: 1 | 4): string {
  if (!dropout) return 'fn masked(value : V, vector : u32) -> V { return value; }';
  const { rate, slot } = dropout;
  const kept = components(lanes).map((_, lane) => `isKept(vector * ${lanes}u + ${lane}u)`);
  return `fn isKept(element : u32) -> bool {
  var hash = step_.bits[${slot >> 2}][${slot & 3}] ^ (element * 0x85ebca6bu + 0x165667b1u);
  hash = (hash ^ (hash >> 16u)) * 0x85ebca6bu;
  hash = (hash ^ (hash >> 13u)) * 0xc2b2ae35u;
  return ((hash ^ (hash >> 16u)) >> 8u) >= ${Math.ceil(rate * 0x1000000)}u;
}
fn masked(value : V, vector : u32) -> V {
  return select(V(0), value * ${float(1 / (1 - rate))}, Vb(${kept.join(', ')}));
}`;
}
