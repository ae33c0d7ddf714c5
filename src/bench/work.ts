import { type LayerSpec, layerTable } from '../model/layer-spec';
import { presetOf } from '../model/presets';
import { FER2013_IMAGE } from '../shared/dataset';
import type { BenchNetwork } from './questions';

export const LABEL_COUNT = 7;

const norm: LayerSpec = { kind: 'batch-norm', momentum: 0.99, epsilon: 1e-3 };
const relu: LayerSpec = { kind: 'relu' };
const conv = (filters: number, size: number): LayerSpec[] => [
  { kind: 'conv', filters, size, stride: 1, bias: true, padding: 'same' },
  norm,
  relu,
  { kind: 'max-pool' },
];
const dense = (units: number): LayerSpec[] => [{ kind: 'dense', units }, norm, relu];

/** The Seed CNN with few filters and without chance, so that every engine can compute the same. */
const NARROW: readonly LayerSpec[] = [
  ...conv(8, 3),
  ...conv(16, 5),
  ...conv(32, 3),
  ...conv(32, 3),
  { kind: 'flatten' },
  ...dense(32),
  ...dense(32),
  { kind: 'dense', units: LABEL_COUNT },
];

/** Up to the logits. */
export function layersOf(network: BenchNetwork): readonly LayerSpec[] {
  return network === 'narrow' ? NARROW : presetOf(network).layers(LABEL_COUNT).flat();
}

/**
 * Floating-point operations of one training step: forward, and the gradients of every filter and of every layer's input
 * but the first's. Padding counts as work, as users of cuDNN count it; what is not a product does not.
 */
export function stepFlops(network: BenchNetwork, batch: number): number {
  const products = layerTable(layersOf(network), FER2013_IMAGE)
    .map(({ multiplyAccumulates }) => multiplyAccumulates)
    .filter((count) => count > 0);
  const all = products.reduce((sum, count) => sum + count, 0);
  return 2 * batch * (3 * all - (products[0] ?? 0));
}
