import type { ImageSpec } from '../shared/dataset';
import type { InputContract, PixelScaling, PresetName } from '../shared/model-card';
import { NO_AUGMENTATION, type Recipe } from '../shared/recipe';
import type { LayerRow } from './layer-row';
import { type LayerSpec, layerTable } from './layer-spec';

export type { LayerRow };

export interface NetworkDescription {
  readonly preset: PresetName;
  readonly input: InputContract;
  readonly layers: readonly LayerRow[];
  readonly parameters: number;
  readonly multiplyAccumulates: number;
}

export interface PresetDescription {
  readonly name: PresetName;
  readonly recipe: Recipe;
  readonly parameters: number;
  readonly multiplyAccumulates: number;
  /** GPU memory that training takes on WebGPU at the preset's batch size, bytes; 0 where it does not matter. */
  readonly gpuBytes: number;
}

/** A network, what it expects of pixels, and how it is best trained. */
interface Preset {
  /** In groups, as one would say them aloud; the network is their chain. */
  readonly layers: (labels: number) => readonly (readonly LayerSpec[])[];
  readonly initialiser: 'he-normal' | 'glorot-uniform';
  readonly scaling: PixelScaling;
  readonly recipe: Recipe;
  readonly gpuBytes: number;
}

const conv = (filters: number, size: number, { stride = 1, bias = false } = {}): LayerSpec => ({
  kind: 'conv',
  filters,
  size,
  stride,
  bias,
});
const dense = (units: number): LayerSpec => ({ kind: 'dense', units });
const dropout = (rate: number): LayerSpec => ({ kind: 'dropout', rate });
const relu: LayerSpec = { kind: 'relu' };
const maxPool: LayerSpec = { kind: 'max-pool' };

// Short runs need a fast moving average; epsilon as in the native reference runs of this recipe.
const norm: LayerSpec = { kind: 'batch-norm', momentum: 0.9, epsilon: 1e-5 };
// The Keras defaults, which the seed relies on.
const kerasNorm: LayerSpec = { kind: 'batch-norm', momentum: 0.99, epsilon: 1e-3 };

/** 246,999 parameters and 13.5 million multiply-accumulates for seven labels at 48 x 48. */
const fast: Preset = {
  layers: (labels) => [
    [conv(16, 5, { stride: 2 }), norm, relu],
    [conv(32, 3), norm, relu, maxPool],
    [conv(64, 3), norm, relu, maxPool],
    [conv(128, 3), norm, relu],
    [conv(128, 3), norm, relu],
    [{ kind: 'global-average-pool' }, dropout(0.1), dense(labels)],
  ],
  initialiser: 'he-normal',
  scaling: 'standardise',
  recipe: {
    optimizer: { kind: 'adamw', learningRate: 3e-3, weightDecay: 0.02 },
    schedule: { kind: 'one-cycle' },
    epochs: 40,
    batchSize: 128,
    seed: 1,
    labelSmoothing: 0.05,
    augmentation: {
      flip: true,
      rotationDeg: 7,
      scale: 0.07,
      shift: 0.06,
      brightness: 0.15,
      contrast: 0.15,
      erasing: 0.1,
    },
    lastBatch: 'fill',
    keep: 'last',
  },
  gpuBytes: 0,
};

/** The tutorial's network, exactly: 4,478,727 parameters, raw 0..255 input, Keras initialisation. */
const seedCnn: Preset = {
  layers: (labels) => [
    [conv(64, 3, { bias: true }), kerasNorm, relu, maxPool, dropout(0.25)],
    [conv(128, 5, { bias: true }), kerasNorm, relu, maxPool, dropout(0.25)],
    [conv(512, 3, { bias: true }), kerasNorm, relu, maxPool, dropout(0.25)],
    [conv(512, 3, { bias: true }), kerasNorm, relu, maxPool, dropout(0.25)],
    [{ kind: 'flatten' }],
    [dense(256), kerasNorm, relu, dropout(0.25)],
    [dense(512), kerasNorm, relu, dropout(0.25)],
    [dense(labels)],
  ],
  initialiser: 'glorot-uniform',
  scaling: 'raw',
  recipe: {
    optimizer: { kind: 'adam', learningRate: 1e-4 },
    schedule: { kind: 'constant' },
    epochs: 50,
    batchSize: 128,
    seed: 1,
    labelSmoothing: 0,
    augmentation: NO_AUGMENTATION,
    lastBatch: 'drop',
    keep: 'best',
  },
  // Live buffers of the training plan at batch 128 with FER2013 on the GPU, counted by `npm run bench -- --only engine`.
  // Stock tfjs-backend-webgpu 4.22.0 took 3.74 GB for the same step.
  gpuBytes: 0.33e9,
};

const presets: Readonly<Record<PresetName, Preset>> = { fast, 'seed-cnn': seedCnn };

export function presetOf(name: PresetName): Preset {
  return presets[name];
}

/** The contract of a preset's network on pictures of this size. */
export function inputContract(name: PresetName, image: ImageSpec): InputContract {
  return { image, scaling: presets[name].scaling };
}

/** What the Model page shows of one preset's network. */
export function describeNetwork(
  preset: PresetName,
  labels: readonly string[],
  image: ImageSpec,
): NetworkDescription {
  const layers = layerTable(presets[preset].layers(labels.length).flat(), image);
  return {
    preset,
    input: inputContract(preset, image),
    layers,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
    multiplyAccumulates: layers.reduce((sum, layer) => sum + layer.multiplyAccumulates, 0),
  };
}

/** Below this many training pictures Fast gets small batches: with 128 the drawn faces would give eight steps an epoch. */
const FEW_IMAGES = 5000;

/**
 * The recipe to start from on a train split of this size. The seed's recipe is kept as its author had it.
 *
 * The few-image values were tried on the drawn actors: see docs/benchmarks.md.
 */
function recipeFor(name: PresetName, trainImages: number): Recipe {
  const { recipe } = presets[name];
  return name === 'fast' && trainImages < FEW_IMAGES ? { ...recipe, epochs: 6, batchSize: 32 } : recipe;
}

/** What the Model page shows of every preset. */
export function describePresets(
  labels: readonly string[],
  image: ImageSpec,
  trainImages: number,
): PresetDescription[] {
  return (Object.keys(presets) as PresetName[]).map((name) => {
    const { parameters, multiplyAccumulates } = describeNetwork(name, labels, image);
    const recipe = recipeFor(name, trainImages);
    return { name, recipe, parameters, multiplyAccumulates, gpuBytes: presets[name].gpuBytes };
  });
}
