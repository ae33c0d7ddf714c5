import { PURPOSE, randomNormal, randomUniform } from '../shared/random';
import type { WeightSpec } from '../storage/model-store';

/**
 * The first values of one weight tensor, a function of seed and position alone.
 *
 * Filters and dense kernels: He normal, sd = sqrt(2 / fan-in) (He et al. 2015), or Glorot uniform,
 * ± sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio 2010), which Keras uses by default.
 * Batch norm's scale and moving variance start at 1; everything else at 0.
 */
export function initialWeight(
  spec: WeightSpec,
  initialiser: 'he-normal' | 'glorot-uniform',
  seed: number,
  position: number,
): Float32Array {
  const size = spec.shape.reduce((product, side) => product * side, 1);
  const values = new Float32Array(size);
  if (/(gamma|moving_variance)$/.test(spec.name)) return values.fill(1);
  if (!spec.name.endsWith('kernel')) return values;
  const [fanIn, fanOut] = fans(spec.shape);
  if (initialiser === 'he-normal') {
    const deviation = Math.sqrt(2 / fanIn);
    return values.map((_, index) => deviation * randomNormal(seed, PURPOSE.initialise, position, index));
  }
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return values.map((_, index) => limit * (2 * randomUniform(seed, PURPOSE.initialise, position, index) - 1));
}

/** Inputs and outputs of one unit: dense [in, out], filters [height, width, in, out]. */
function fans(shape: readonly number[]): [fanIn: number, fanOut: number] {
  const inputs = shape.at(-2) ?? 1;
  const outputs = shape.at(-1) ?? 1;
  const taps = shape.slice(0, -2).reduce((product, side) => product * side, 1);
  return [taps * inputs, taps * outputs];
}
