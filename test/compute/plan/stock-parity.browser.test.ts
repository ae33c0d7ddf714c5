import {
  losses as stockLosses,
  type Scalar,
  tensor,
  type Tensor2D,
  tensor2d,
  tensor4d,
  tidy,
  train,
  type Optimizer as StockOptimizer,
  type Variable,
} from '@tensorflow/tfjs-core';
import {
  input,
  layers as stock,
  type LayersModel,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { LayerSpec } from '../../../src/model/layer-spec';
import {
  conv,
  dense,
  flatten,
  globalAveragePool,
  kerasNorm,
  maxPool,
  relu,
  residual,
} from '../../../src/model/preset-blocks';
import type { Optimizer } from '../../../src/shared/recipe';
import { use } from '../support/backends';
import { batchFor, logitsOf, planOf, SEED, type Specified, weightsOf } from './support/specified-network';

const STEPS = 50;
const SMOOTHING = 0.1;

/** The Seed CNN with few filters and without chance, at a size the plain `cpu` backend can train. */
const NARROW: Specified = {
  name: 'the narrow network',
  layers: [
    ...[4, 6, 8].flatMap((filters) => [conv(filters, 3, { bias: true }), kerasNorm, relu, maxPool]),
    flatten,
    dense(8),
    kerasNorm,
    relu,
    dense(5),
  ],
  shape: [8, 16, 16, 1],
  labels: 5,
};

const RESIDUAL: Specified = {
  name: 'a small residual network',
  layers: [
    conv(4, 3),
    kerasNorm,
    relu,
    residual(4, 4),
    residual(4, 8, { stride: 2 }),
    globalAveragePool,
    dense(3),
  ],
  shape: [6, 8, 8, 2],
  labels: 3,
};

/** Enough for what differs between optimizers. */
const SMALL: Specified = {
  name: 'a single convolution',
  layers: [conv(4, 3, { bias: true }), kerasNorm, relu, maxPool, flatten, dense(3)],
  shape: [4, 6, 6, 1],
  labels: 3,
};

const OPTIMIZERS: readonly {
  name: string;
  network: Specified;
  ours: Optimizer;
  theirs: () => StockOptimizer;
}[] = [
  {
    name: 'Adam',
    network: NARROW,
    ours: { kind: 'adam', learningRate: 1e-3 },
    theirs: () => train.adam(1e-3),
  },
  {
    name: 'RMSprop',
    network: SMALL,
    ours: { kind: 'rmsprop', learningRate: 1e-3 },
    theirs: () => train.rmsprop(1e-3),
  },
  {
    name: 'SGD',
    network: SMALL,
    ours: { kind: 'sgd', learningRate: 0.02, momentum: 0, nesterov: false, weightDecay: 0 },
    theirs: () => train.sgd(0.02),
  },
  {
    name: 'Nesterov momentum',
    network: RESIDUAL,
    ours: { kind: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: true, weightDecay: 0 },
    theirs: () => train.momentum(0.01, 0.9, true),
  },
];

function stockLayer(spec: LayerSpec) {
  switch (spec.kind) {
    case 'conv':
      return stock.conv2d({
        filters: spec.filters,
        kernelSize: spec.size,
        strides: spec.stride,
        useBias: spec.bias,
        padding: spec.padding,
      });
    case 'batch-norm':
      return stock.batchNormalization({ momentum: spec.momentum, epsilon: spec.epsilon });
    case 'relu':
      return stock.activation({ activation: 'relu' });
    case 'max-pool':
      return stock.maxPooling2d({ poolSize: 2, strides: 2 });
    case 'flatten':
      return stock.flatten();
    case 'global-average-pool':
      return stock.globalAveragePooling2d({});
    case 'dense':
      return stock.dense({ units: spec.units });
    default:
      throw new Error(`Not a layer of these networks: ${spec.kind}.`);
  }
}

/** tfjs' own layers all the way. */
function stockChain(specs: readonly LayerSpec[], from: SymbolicTensor): SymbolicTensor {
  return specs.reduce((below, spec) => {
    if (spec.kind !== 'residual') return stockLayer(spec).apply(below) as SymbolicTensor;
    const terms = [stockChain(spec.branch, below), stockChain(spec.shortcut, below)];
    return stockChain([{ kind: 'relu' }], stock.add().apply(terms) as SymbolicTensor);
  }, from);
}

function stockNetwork({ layers, shape }: Specified, weights: ReadonlyMap<string, Float32Array>): LayersModel {
  const pixels = input({ shape: shape.slice(1) });
  const network = model({ inputs: pixels, outputs: stockChain(layers, pixels) });
  const values = [...weights.values()];
  tidy(() => {
    for (const [index, weight] of network.trainableWeights.entries())
      (weight.read() as Variable).assign(tensor(values[index] ?? [], weight.read().shape));
  });
  return network;
}

/** Losses of stock tfjs: its layers, its loss, its gradients of those layers, its optimizer. */
async function stockLossesOf(
  specified: Specified,
  weights: ReadonlyMap<string, Float32Array>,
  optimizer: StockOptimizer,
): Promise<number[]> {
  await use('cpu');
  const network = stockNetwork(specified, weights);
  const { pixels, labels } = batchFor(specified);
  const oneHot = tensor2d(
    Array.from({ length: labels.length }, (_, image) =>
      Array.from({ length: specified.labels }, (_label, label) => (labels[image] === label ? 1 : 0)),
    ),
  );
  const x = tensor4d(pixels, [...specified.shape]);
  const found: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const loss = optimizer.minimize(() => {
      const logits = network.apply(x, { training: true }) as Tensor2D;
      return stockLosses.softmaxCrossEntropy(oneHot, logits, undefined, SMOOTHING) as Scalar;
    }, true);
    found.push((await loss?.data())?.[0] ?? Number.NaN);
    loss?.dispose();
  }
  for (const end of [x, oneHot, network, optimizer]) end.dispose();
  return found;
}

describe.each(OPTIMIZERS)('$name', ({ network: specified, ours, theirs }) => {
  it(`loses what stock tfjs loses over ${STEPS} steps, to 1 %`, async () => {
    await use('webgpu');
    const network = logitsOf(specified);
    const weights = await weightsOf(network);
    const plan = await planOf(network, specified, { optimizer: ours, labelSmoothing: SMOOTHING });
    const losses: number[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      plan.clearScores();
      plan.run(batchFor(specified), { learningRate: ours.learningRate, step, seed: SEED });
      losses.push((await plan.readScores()).lossSum / specified.shape[0]);
    }
    plan.dispose();
    network.dispose();
    const expected = await stockLossesOf(specified, weights, theirs());
    expect(expected.at(-1)).toBeLessThan(0.9 * (expected[0] ?? 0));
    for (const [step, loss] of losses.entries()) {
      const wanted = expected[step] ?? Number.NaN;
      expect(Math.abs(loss - wanted) / wanted, `step ${step}`).toBeLessThan(0.01);
    }
  });
});
