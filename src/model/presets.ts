import type { ImageSpec } from '../shared/dataset';
import type { InputContract, PresetName } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import type { LayerRow } from './layer-row';
import { layerTable } from './layer-spec';
import type { LearningTask } from './learning-task';
import type { Preset } from './preset-blocks';
import { balanced, best, fast, seedCnn, seedCnnLater, seedSmile, smileSmall } from './preset-networks';

export type { LayerRow, LearningTask };

export interface NetworkDescription {
  readonly preset: PresetName;
  readonly labels: readonly string[];
  readonly input: InputContract;
  readonly layers: readonly LayerRow[];
  readonly parameters: number;
  readonly multiplyAccumulates: number;
}

export interface PresetDescription {
  readonly name: PresetName;
  /** What the numbers below, and the recipe, are for. */
  readonly task: LearningTask;
  readonly recipe: Recipe;
  /** The same network by other authors' settings. */
  readonly otherRecipes: readonly NamedRecipe[];
  readonly parameters: number;
  readonly multiplyAccumulates: number;
  /** GPU memory that training takes on WebGPU at the preset's batch size, bytes; 0 where it does not matter. */
  readonly gpuBytes: number;
}

export interface NamedRecipe {
  readonly name: 'seed-b';
  readonly recipe: Recipe;
}

const otherRecipes: Partial<Readonly<Record<PresetName, readonly NamedRecipe[]>>> = {
  'seed-cnn': [{ name: 'seed-b', recipe: seedCnnLater }],
};

const presets: Readonly<Record<PresetName, Preset>> = {
  fast,
  balanced,
  best,
  'seed-cnn': seedCnn,
  'smile-small': smileSmall,
  'seed-smile': seedSmile,
};

export function presetOf(name: PresetName): Preset {
  return presets[name];
}

/** The contract of a preset's network on pictures of this size. */
export function inputContract(name: PresetName, image: ImageSpec): InputContract {
  return { image, scaling: presets[name].scaling };
}

/** What the Model page shows of one preset's network. @param task without one, what the preset is made for */
export function describeNetwork(
  preset: PresetName,
  { labels, image }: Pick<LearningTask, 'labels' | 'image'> = presets[preset].madeFor,
): NetworkDescription {
  const layers = layerTable(presets[preset].layers(labels.length).flat(), image);
  return {
    preset,
    labels,
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

/** What the Model page shows of every preset. @param given without one, each is shown for what it is made for */
export function describePresets(given?: LearningTask): PresetDescription[] {
  return (Object.keys(presets) as PresetName[]).map((name) => {
    const task = given ?? presets[name].madeFor;
    const { parameters, multiplyAccumulates } = describeNetwork(name, task);
    const recipe = recipeFor(name, task.trainImages);
    const others = otherRecipes[name] ?? [];
    return {
      name,
      task,
      recipe,
      otherRecipes: others,
      parameters,
      multiplyAccumulates,
      gpuBytes: presets[name].gpuBytes,
    };
  });
}
