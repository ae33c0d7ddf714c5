import {
  backend,
  sigmoid,
  softmax,
  tensor,
  type Tensor2D,
  tensor4d,
  tidy,
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
import { InferencePlan } from '../../../src/compute/plan/inference-plan';
import { normalValues, use } from '../support/backends';
import { buildChain, type ChainDescription, CHAINS, TILED_CHAIN } from './support/small-chain';

const BATCH = 5;

/** Moving averages as after some training: means of either sign, positive variances. */
function settle(network: LayersModel): void {
  tidy(() => {
    for (const [index, weight] of network.nonTrainableWeights.entries()) {
      const variable = weight.read() as Variable;
      const values = normalValues(100 + index, variable.size);
      const isVariance = weight.originalName.endsWith('moving_variance');
      variable.assign(
        tensor(
          values.map((value) => (isVariance ? 0.5 + value * value : 0.3 * value)),
          variable.shape,
        ),
      );
    }
  });
}

function inputsOf(
  { side, channels }: Pick<ChainDescription, 'side' | 'channels'>,
  images: number,
): Float32Array {
  return normalValues(31, images * side * side * channels);
}

async function byLayers(
  network: LayersModel,
  of: Pick<ChainDescription, 'side' | 'channels'>,
  images: number,
): Promise<Float32Array> {
  const output = tidy(() => {
    const x = tensor4d(inputsOf(of, images), [images, of.side, of.side, of.channels]);
    const logits = network.predict(x) as Tensor2D;
    return logits.shape[1] === 1 ? sigmoid(logits) : softmax(logits);
  });
  const values = Float32Array.from(await output.data());
  output.dispose();
  return values;
}

async function compiled(of: ChainDescription) {
  await use('webgpu');
  const { network } = buildChain(of);
  settle(network);
  const plan = await InferencePlan.compile(network, { batch: BATCH });
  if (!plan) throw new Error('No plan for this network.');
  const dispose = () => {
    plan.dispose();
    network.dispose();
  };
  return { network, plan, dispose };
}

function largestDifference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...expected.map((value, at) => Math.abs(value - (actual[at] ?? Number.NaN))));
}

describe.each([...CHAINS, TILED_CHAIN])('the inference plan of $name', (of) => {
  it('says what the layers say, for a full batch and for fewer pictures', async () => {
    const { network, plan, dispose } = await compiled(of);
    const expected = await byLayers(network, of, BATCH);
    expect(largestDifference(await plan.predict(inputsOf(of, BATCH), BATCH), expected)).toBeLessThan(1e-4);
    const two = await plan.predict(inputsOf(of, 2), 2);
    expect(largestDifference(two, expected.subarray(0, two.length))).toBeLessThan(1e-4);
    dispose();
  });
});

/** A residual block, a norm with no product before it, a product with nothing after it, and one unit at the end. */
function residual(): LayersModel {
  const x = input({ shape: [6, 6, 4] });
  const after = (layer: { apply: (of: SymbolicTensor) => unknown }, of: SymbolicTensor) =>
    layer.apply(of) as SymbolicTensor;
  const convolution = () => stock.conv2d({ filters: 16, kernelSize: 3, padding: 'same' });
  const norm = () => stock.batchNormalization();
  const relu = () => stock.activation({ activation: 'relu' });
  const stem = after(convolution(), x);
  const branch = [norm(), relu(), convolution(), norm(), relu(), convolution()].reduce(
    (of, layer) => after(layer, of),
    stem,
  );
  const joined = stock.add().apply([stem, branch]) as SymbolicTensor;
  const end = [relu(), stock.maxPooling2d({ poolSize: 2 }), stock.flatten(), stock.dense({ units: 1 })];
  const network = model({ inputs: x, outputs: end.reduce((of, layer) => after(layer, of), joined) });
  tidy(() => {
    for (const [index, weight] of network.trainableWeights.entries()) {
      const variable = weight.read() as Variable;
      const values = normalValues(50 + index, variable.size);
      const isScale = weight.originalName.endsWith('gamma');
      variable.assign(
        tensor(
          values.map((value) => (isScale ? 1 : 0) + 0.2 * value),
          variable.shape,
        ),
      );
    }
  });
  settle(network);
  return network;
}

describe('an inference plan', () => {
  it('knows residual blocks, and one unit for two labels', async () => {
    await use('webgpu');
    const network = residual();
    const plan = await InferencePlan.compile(network, { batch: 4 });
    if (!plan) throw new Error('No plan for this network.');
    const of = { side: 6, channels: 4 };
    const expected = await byLayers(network, of, 3);
    expect(expected).toHaveLength(3);
    expect(largestDifference(await plan.predict(inputsOf(of, 3), 3), expected)).toBeLessThan(1e-4);
    plan.dispose();
    network.dispose();
  });

  const [of] = CHAINS as [ChainDescription];

  it('notices that the weights are others', async () => {
    const { network, plan, dispose } = await compiled(of);
    const before = await plan.predict(inputsOf(of, 2), 2);
    const kernel = network.trainableWeights[0]?.read() as Variable;
    tidy(() => kernel.assign(tensor(normalValues(9, kernel.size), kernel.shape)));
    const after = await plan.predict(inputsOf(of, 2), 2);
    expect(largestDifference(after, before)).toBeGreaterThan(1e-3);
    expect(largestDifference(after, await byLayers(network, of, 2))).toBeLessThan(1e-4);
    dispose();
  });

  it('takes one submission and keeps predictions asked for at once apart', async () => {
    const { network, plan, dispose } = await compiled(of);
    const expected = await byLayers(network, of, BATCH);
    await plan.predict(inputsOf(of, 2), 2); // folds the weights
    const { device } = backend() as unknown as { device: GPUDevice };
    const { submit } = device.queue;
    let submits = 0;
    device.queue.submit = (...given) => {
      submits += 1;
      return submit.apply(device.queue, given);
    };
    try {
      const [one, all] = await Promise.all([
        plan.predict(inputsOf(of, 1), 1),
        plan.predict(inputsOf(of, BATCH), BATCH),
      ]);
      expect(largestDifference(one, expected.subarray(0, one.length))).toBeLessThan(1e-4);
      expect(largestDifference(all, expected)).toBeLessThan(1e-4);
    } finally {
      Object.assign(device.queue, { submit });
    }
    expect(submits).toBe(2);
    dispose();
  });

  it('is not made on another backend', async () => {
    await use('wasm');
    const { network } = buildChain(of);
    expect(await InferencePlan.compile(network, { batch: BATCH })).toBeUndefined();
    network.dispose();
  });
});
