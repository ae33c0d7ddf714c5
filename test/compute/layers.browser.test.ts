import { tensor, type Tensor, tidy } from '@tensorflow/tfjs-core';
import {
  layers as stock,
  model as functional,
  input,
  type LayersModel,
  models,
  sequential,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import {
  batchNormalization,
  conv2d,
  dropout,
  setTrainingClock,
  type TrainingClock,
} from '../../src/compute/layers';
import { ALL_BACKENDS, normalTensor, relativeError, take, use } from './support/backends';

describe.each(ALL_BACKENDS)('batch normalisation layer on %s', (backend) => {
  it('trains as the stock layer does, moving averages included', async () => {
    await use(backend);
    const results: Float32Array[][] = [];
    for (const make of [stock.batchNormalization, batchNormalization]) {
      const layer = make({ momentum: 0.75, epsilon: 1e-3, name: 'norm' });
      const network = functionalOf(layer, [3, 2, 5]);
      const x = normalTensor(1, [4, 3, 2, 5]);
      const y = tidy(() => network.apply(x, { training: true }) as Tensor);
      const moving = layer
        .getWeights()
        .slice(2)
        .map((weight) => weight.clone());
      results.push(await take(y, ...moving, x));
      network.dispose();
    }
    const [expected, actual] = results;
    for (const index of [0, 1, 2])
      expect(relativeError(actual?.[index] ?? [], expected?.[index] ?? [])).toBeLessThan(1e-5);
  });
});

function functionalOf(layer: ReturnType<typeof batchNormalization>, shape: number[]): LayersModel {
  const entry = input({ shape });
  return functional({ inputs: entry, outputs: layer.apply(entry) as SymbolicTensor });
}

describe('the convolution layer', () => {
  it.each([true, false])('gives the same while training as stock does, bias: %s', async (useBias) => {
    await use('wasm');
    const layer = conv2d({
      filters: 5,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      useBias,
      biasInitializer: 'ones',
    });
    const network = functionalOf(layer, [6, 7, 3]);
    const x = normalTensor(1, [2, 6, 7, 3]);
    const [training, inference] = await take(
      tidy(() => network.apply(x, { training: true }) as Tensor),
      tidy(() => network.apply(x, { training: false }) as Tensor),
      x,
    );
    expect(relativeError(training ?? [], inference ?? [])).toBeLessThan(1e-6);
    network.dispose();
  });
});

/** Ones, after a dropout layer in training. */
async function maskOf(name: string, at: TrainingClock): Promise<string> {
  const network = functionalOf(dropout({ rate: 0.5, name }), [100]);
  setTrainingClock(at);
  const x = tensor(new Float32Array(100).fill(1), [1, 100]);
  const [y] = await take(
    tidy(() => network.apply(x, { training: true }) as Tensor),
    x,
  );
  return String(y);
}

describe('the dropout layer', () => {
  it('repeats its mask at the same clock, and draws another at the next step', async () => {
    await use('wasm');
    const first = await maskOf('drop', { seed: 1, step: 5 });
    expect(await maskOf('drop', { seed: 1, step: 5 })).toBe(first);
    expect(await maskOf('drop', { seed: 1, step: 6 })).not.toBe(first);
  });

  it('draws another mask than its neighbour', async () => {
    await use('wasm');
    expect(await maskOf('drop_1', { seed: 1, step: 5 })).not.toBe(
      await maskOf('drop_2', { seed: 1, step: 5 }),
    );
  });

  it('does nothing in inference', async () => {
    await use('wasm');
    const network = functionalOf(dropout({ rate: 0.5 }), [9]);
    const x = normalTensor(1, [1, 9]);
    const [y, xs] = await take(
      tidy(() => (network.predict(x) as Tensor).clone()),
      x,
    );
    expect(y).toEqual(xs);
  });
});

describe('a saved network', () => {
  it('is plain Keras JSON, and loads as our layers', async () => {
    await use('wasm');
    const network = sequential({
      layers: [
        conv2d({ filters: 2, kernelSize: 3, inputShape: [4, 4, 1] }),
        batchNormalization(),
        dropout({ rate: 0.5, name: 'drop' }),
      ],
    });
    const saved = JSON.parse(JSON.stringify(network.toJSON(null, false))) as {
      config: { layers: { class_name: string }[] };
    };
    expect(saved.config.layers.map((layer) => layer.class_name)).toEqual([
      'Conv2D',
      'BatchNormalization',
      'Dropout',
    ]);
    const loaded = await models.modelFromJSON(saved as never);
    expect(loaded.layers.map((layer) => layer.constructor)).toEqual(
      network.layers.map((layer) => layer.constructor),
    );
    expect(loaded.layers[1]?.constructor).not.toBe(stock.batchNormalization().constructor);
    network.dispose();
    loaded.dispose();
  });
});
