import type { HostTensor } from '../../kernel-registry';
import { randomBits } from '../../../shared/random';

export interface DropoutAttributes {
  /** Elements whose 24 random bits are below this are dropped. */
  readonly threshold: number; // 0..2^24
  readonly scale: number; // what is kept is multiplied by this; exact in float32
  readonly seed: number;
  /** What the mask is drawn from beside the element's index: purpose, step, layer. */
  readonly counters: readonly number[];
}

/** Drops each element with the same chance and scales up the rest (Srivastava et al. 2014, "inverted"). */
export function dropoutReference(
  { x }: { readonly x: HostTensor },
  attributes: DropoutAttributes,
): HostTensor[] {
  const values = x.values.map((value, index) => {
    const bits = randomBits(attributes.seed, ...attributes.counters, index) >>> 8;
    return bits >= attributes.threshold ? value * attributes.scale : 0;
  });
  return [{ shape: x.shape, values }];
}
