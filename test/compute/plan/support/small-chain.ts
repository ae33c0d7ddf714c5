import {
  logSoftmax,
  mean,
  mul,
  neg,
  sum,
  tensor,
  type Tensor2D,
  tensor2d,
  tensor4d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import {
  input,
  layers as stock,
  type LayersModel,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { batchNormalization, conv2d, dropout, setTrainingClock } from '../../../../src/compute/layers';
import { createOptimizer } from '../../../../src/compute/optimizer';
import type { Optimizer } from '../../../../src/shared/recipe';
import { normalValues } from '../../support/backends';

type Layer = Pick<ReturnType<typeof stock.flatten>, 'apply'>;

/** A batch as it is uploaded. */
export interface ReadyBatch {
  readonly pixels: Float32Array;
  readonly labels: Uint8Array;
}

/** A network from one list of layers; weights are seeded noise, scales near 1. */
export interface SmallChain {
  readonly network: LayersModel;
  readonly weights: readonly Variable[]; // trainable
  readonly side: number;
  readonly channels: number;
}

export interface ChainDescription {
  readonly name: string;
  readonly side: number;
  readonly channels: number;
  readonly batch: number;
  readonly layers: () => Layer[];
}

const zeros = { kernelInitializer: 'zeros' } as const; // seeded values are set below
const convolution = (filters: number, kernelSize: number, { strides = 1, useBias = false } = {}) =>
  conv2d({ filters, kernelSize, strides, useBias, padding: 'same', ...zeros });
const relu = () => stock.activation({ activation: 'relu' });
const pool = () => stock.maxPooling2d({ poolSize: 2, strides: 2 });

/** The presets' kinds of layers at odd sizes: channels that are no multiple of four, heights that pooling cuts off. */
export const CHAINS: readonly ChainDescription[] = [
  {
    name: 'the fast preset in small',
    side: 13,
    channels: 1,
    batch: 3,
    layers: () => [
      convolution(8, 5, { strides: 2 }),
      batchNormalization({ momentum: 0.9, epsilon: 1e-5 }),
      relu(),
      convolution(12, 3),
      batchNormalization(),
      relu(),
      pool(),
      convolution(16, 3),
      batchNormalization(),
      relu(),
      stock.globalAveragePooling2d({}),
      dropout({ rate: 0.1, name: 'drop_1' }),
      stock.dense({ units: 7, ...zeros }),
    ],
  },
  {
    name: 'the seed preset in small',
    side: 10,
    channels: 3,
    batch: 5,
    layers: () => [
      convolution(6, 3, { useBias: true }),
      batchNormalization(),
      relu(),
      pool(),
      dropout({ rate: 0.25, name: 'drop_1' }),
      convolution(8, 5, { useBias: true }),
      batchNormalization(),
      relu(),
      pool(),
      dropout({ rate: 0.25, name: 'drop_2' }),
      stock.flatten(),
      stock.dense({ units: 11, ...zeros }),
      batchNormalization(),
      relu(),
      dropout({ rate: 0.25, name: 'drop_3' }),
      stock.dense({ units: 8, ...zeros }),
      batchNormalization(),
      relu(),
      stock.dense({ units: 4, ...zeros }),
    ],
  },
  {
    name: 'a stride in the middle, odd channels',
    side: 9,
    channels: 2,
    batch: 4,
    layers: () => [
      convolution(5, 3),
      batchNormalization(),
      relu(),
      convolution(6, 3, { strides: 2 }),
      batchNormalization(),
      relu(),
      convolution(3, 1, { strides: 2 }),
      batchNormalization(),
      relu(),
      pool(),
      stock.flatten(),
      stock.dense({ units: 3, ...zeros }),
    ],
  },
];

/** Channels in whole tiles of 64, rows of pixels that no tile fits. */
export const TILED_CHAIN: ChainDescription = {
  name: 'channels in tiles',
  side: 7,
  channels: 1,
  batch: 3,
  layers: () => [
    convolution(64, 3),
    batchNormalization(),
    relu(),
    convolution(128, 3, { useBias: true }),
    batchNormalization(),
    relu(),
    pool(),
    stock.flatten(),
    stock.dense({ units: 64, ...zeros }),
    batchNormalization(),
    relu(),
    stock.dense({ units: 7, ...zeros }),
  ],
};

export function buildChain({ side, channels, layers }: ChainDescription): SmallChain {
  const pixels = input({ shape: [side, side, channels] });
  const output = layers().reduce<SymbolicTensor>(
    (below, layer) => layer.apply(below) as SymbolicTensor,
    pixels,
  );
  const network = model({ inputs: pixels, outputs: output });
  const weights = network.trainableWeights.map((weight) => weight.read() as Variable);
  tidy(() => {
    for (const [index, weight] of network.trainableWeights.entries()) {
      const isScale = weight.originalName.endsWith('gamma');
      const isKernel = weight.originalName.endsWith('kernel');
      const values = normalValues(index, weights[index]?.size ?? 0).map((value) =>
        isScale ? 1 + 0.3 * value : isKernel ? 0.3 * value : 0.1 * value,
      );
      weights[index]?.assign(tensor(values, weights[index].shape));
    }
  });
  return { network, weights, side, channels };
}

export function batchOf({ side, channels, batch }: ChainDescription, labels: number): ReadyBatch {
  return {
    pixels: normalValues(77, batch * side * side * channels),
    labels: Uint8Array.from({ length: batch }, (_, index) => (3 * index + 1) % labels),
  };
}

/** Loss and gradients by tfjs' autograd through our layers, on the current backend. */
export function differentiate(
  { network, weights, side, channels }: SmallChain,
  { pixels, labels }: ReadyBatch,
  smoothing: number,
  step: number,
) {
  setTrainingClock({ seed: 5, step });
  const classes = network.outputs[0]?.shape.at(-1) ?? 0;
  const expected = Float32Array.from({ length: labels.length * classes }, (_, at) => {
    const isTrue = labels[Math.floor(at / classes)] === at % classes;
    return smoothing / classes + (isTrue ? 1 - smoothing : 0);
  });
  return tidy(() =>
    variableGrads(() => {
      const x = tensor4d(pixels, [labels.length, side, side, channels]);
      const logits = network.apply(x, { training: true }) as Tensor2D;
      const wanted = tensor2d(expected, [labels.length, classes]);
      return neg(mean(sum(mul(wanted, logSoftmax(logits)), 1)));
    }, [...weights]),
  );
}

/** Losses of some steps of autograd on one batch. */
export async function trainByAutograd(
  chain: SmallChain,
  batch: ReadyBatch,
  options: { steps: number; smoothing: number; optimizer: Optimizer },
): Promise<number[]> {
  const running = createOptimizer(
    options.optimizer,
    chain.weights.map((variable, index) => {
      const name = chain.network.trainableWeights[index]?.originalName ?? '';
      return { name, variable, decays: name.endsWith('kernel') };
    }),
  );
  const losses: number[] = [];
  for (let step = 0; step < options.steps; step += 1) {
    const { value, grads } = differentiate(chain, batch, options.smoothing, step);
    tidy(() =>
      running.apply(
        chain.weights.map(({ name }) => grads[name]).filter((gradient) => gradient !== undefined),
        options.optimizer.learningRate,
      ),
    );
    losses.push((await value.data())[0] ?? Number.NaN);
    value.dispose();
    for (const gradient of Object.values(grads)) gradient.dispose();
  }
  running.dispose();
  return losses;
}
