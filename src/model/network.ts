import { tensor, tidy } from '@tensorflow/tfjs-core';
import {
  input,
  layers as stock,
  model as functional,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { modelInput } from '../data/model-input';
import type { ImageSpec } from '../shared/dataset';
import { AppError } from '../shared/errors';
import type { InputContract, PresetName } from '../shared/model-card';
import type { WeightSpec } from '../storage/model-store';
import { initialWeight } from './initial-weights';
import { buildLayers } from './build-layers';
import { type LayerSpec, layerTable } from './layer-spec';
import { probabilitiesOfAll } from './one-unit';
import { Predictor } from './predictor';
import { inputContract, presetOf } from './presets';

/** What a network is made from. The same gives the same layers, names and shapes, always. */
interface NetworkPlan {
  readonly preset: PresetName;
  readonly labels: readonly string[];
  readonly image: ImageSpec;
  /** Rate of every dropout layer; undefined: each as its preset has it. Answers do not depend on it. */
  readonly dropout?: number | undefined;
}

/** A network on the running backend. Call `dispose` when done: it holds GPU memory. */
export interface Network {
  readonly plan: NetworkPlan;
  readonly input: InputContract;
  /** Input [B, H, W, C] to probabilities [B, labels], or [B, 1] of the second of two labels. What is saved. */
  readonly model: LayersModel;
  /** The same layers up to the logits, of the same shape. What is trained. */
  readonly logits: LayersModel;
  /** Answers with the weights the network has at the time. */
  readonly predictor: Predictor;
  readonly weightSpecs: readonly WeightSpec[];
  /** Names of the weights that start at 0 where their kind starts at 1. */
  readonly zeroScales: ReadonlySet<string>;
  dispose(): void;
}

/** Builds the network; its weights are zeros until initialiseWeights or writeWeights. */
export function buildNetwork(plan: NetworkPlan): Network {
  const { layers } = presetOf(plan.preset);
  const { height, width, channels } = plan.image;
  const specs = layers(plan.labels.length).flat();
  assertFits(specs, plan);
  const pixels = input({ shape: [height, width, channels], name: 'pixels' });
  const { output: logitsOutput, zeroScales } = buildLayers(specs, pixels, plan.dropout);
  const activation = logitsOutput.shape.at(-1) === 1 ? 'sigmoid' : 'softmax';
  const probabilities = stock
    .activation({ activation, name: 'probabilities' })
    .apply(logitsOutput) as SymbolicTensor;
  const model = functional({ inputs: pixels, outputs: probabilities, name: plan.preset });
  const logits = functional({ inputs: pixels, outputs: logitsOutput });
  const predictor = new Predictor(model, logits);
  return {
    plan,
    input: inputContract(plan.preset, plan.image),
    model,
    logits,
    predictor,
    weightSpecs: model.weights.map((weight) => ({
      name: weight.originalName,
      shape: weight.shape as number[],
      dtype: 'float32' as const,
    })),
    zeroScales,
    dispose: () => {
      predictor.dispose();
      model.dispose();
    },
  };
}

function assertFits(specs: readonly LayerSpec[], { preset, image }: NetworkPlan): void {
  if (layerTable(specs, image).every(({ outputShape }) => outputShape.every((side) => side > 0))) return;
  throw new AppError('model/card-differs', {
    what: `pictures of ${image.width} × ${image.height}, too small for ${preset}`,
  });
}

/** Draws the first weights from the seed: the same seed gives the same network on every machine. */
export function initialiseWeights(network: Network, seed: number): void {
  const { initialiser } = presetOf(network.plan.preset);
  setWeights(
    network,
    network.weightSpecs.map((spec, index) =>
      network.zeroScales.has(spec.name)
        ? new Float32Array(sizeOf(spec))
        : initialWeight(spec, initialiser, seed, index),
    ),
  );
}

/** All weights, one tensor after another in the order of weightSpecs, little-endian float32. */
export async function readWeights(network: Network): Promise<ArrayBuffer> {
  const values = await Promise.all(network.model.getWeights().map((weight) => weight.data<'float32'>()));
  const bytes = new Float32Array(values.reduce((size, value) => size + value.length, 0));
  let offset = 0;
  for (const value of values) {
    bytes.set(value, offset);
    offset += value.length;
  }
  return bytes.buffer;
}

/**
 * Puts stored weights into the network.
 *
 * @param bytes as readWeights gave them
 * @throws AppError model/card-differs when the length does not fit, model/not-finite for NaN or infinity
 */
export function writeWeights(network: Network, bytes: ArrayBuffer): void {
  const expected = network.weightSpecs.reduce((size, spec) => size + sizeOf(spec), 0);
  if (bytes.byteLength !== expected * 4) {
    throw new AppError('model/card-differs', {
      what: `${bytes.byteLength} bytes of weights instead of ${expected * 4}`,
    });
  }
  const all = new Float32Array(bytes);
  if (!all.every(Number.isFinite)) throw new AppError('model/not-finite');
  let offset = 0;
  setWeights(
    network,
    network.weightSpecs.map((spec) => all.subarray(offset, (offset += sizeOf(spec)))),
  );
}

function setWeights(network: Network, values: readonly Float32Array[]): void {
  tidy(() => {
    network.model.setWeights(
      network.weightSpecs.map((spec, index) =>
        tensor(values[index] as Float32Array, [...spec.shape], 'float32'),
      ),
    );
  });
}

export function sizeOf(spec: WeightSpec): number {
  return spec.shape.reduce((size, side) => size * side, 1);
}

/**
 * Inference: the one way from pixels to probabilities, for validation, evaluation, live pictures and probes alike.
 *
 * @param pixels 8-bit pictures as stored or cut out, [images, H, W, C]
 * @param inAll how many will be asked for, in this call and others
 * @returns probabilities [images, labels], each row sums to 1
 */
export async function predict(
  network: Network,
  pixels: Uint8Array,
  images: number,
  inAll = images,
): Promise<Float32Array> {
  if (images === 0) return new Float32Array(0); // a frame without a face
  const inputs = modelInput(pixels, images, network.input);
  return probabilitiesOfAll(await network.predictor.predict(inputs, images, inAll), images);
}
