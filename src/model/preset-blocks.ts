import type { PixelScaling } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import type { LayerSpec, PlainLayerSpec } from './layer-spec';
import type { LearningTask } from './learning-task';

/** A network, what it expects of pixels, and how it is best trained. */
export interface Preset {
  /** In groups, as one would say them aloud; the network is their chain. */
  readonly layers: (labels: number) => readonly (readonly LayerSpec[])[];
  readonly initialiser: 'he-normal' | 'glorot-uniform';
  readonly scaling: PixelScaling;
  readonly recipe: Recipe;
  /** It learns other labels and pictures too. */
  readonly madeFor: LearningTask;
  /** GPU memory that training takes on WebGPU at the preset's batch size, bytes; 0 where it does not matter. */
  readonly gpuBytes: number;
}

export const conv = (
  filters: number,
  size: number,
  {
    stride = 1,
    bias = false,
    padding = 'same',
  }: { stride?: number; bias?: boolean; padding?: 'same' | 'valid' } = {},
): PlainLayerSpec => ({ kind: 'conv', filters, size, stride, bias, padding });
export const dense = (units: number): PlainLayerSpec => ({ kind: 'dense', units });
export const dropout = (rate: number): PlainLayerSpec => ({ kind: 'dropout', rate });
export const relu: PlainLayerSpec = { kind: 'relu' };
export const maxPool: PlainLayerSpec = { kind: 'max-pool' };
export const flatten: PlainLayerSpec = { kind: 'flatten' };
export const globalAveragePool: PlainLayerSpec = { kind: 'global-average-pool' };

// Short runs need a fast moving average; epsilon as in the native reference runs of the recipes.
export const norm: PlainLayerSpec = { kind: 'batch-norm', momentum: 0.9, epsilon: 1e-5 };
// The Keras defaults, which the seed relies on.
export const kerasNorm: PlainLayerSpec = { kind: 'batch-norm', momentum: 0.99, epsilon: 1e-3 };

/**
 * Two convolutions of 3 x 3 around which the input goes as it is; a stride or other channels take it through one of 1 x 1.
 * The last scale starts at 0, so that a block begins as the identity (Goyal et al. 2017).
 */
export const residual = (inputs: number, filters: number, { stride = 1 } = {}): LayerSpec => ({
  kind: 'residual',
  branch: [
    conv(filters, 3, { stride }),
    norm,
    relu,
    conv(filters, 3),
    { kind: 'batch-norm', momentum: 0.9, epsilon: 1e-5, firstScale: 0 },
  ],
  shortcut: inputs === filters && stride === 1 ? [] : [conv(filters, 1, { stride }), norm],
});

/** Two labels need one number between them: the second one's probability is its sigmoid. */
export const oneUnitForTwo = (labels: number): PlainLayerSpec => dense(labels === 2 ? 1 : labels);
