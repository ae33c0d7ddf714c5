import {
  add,
  grads,
  mul,
  sum,
  type Tensor,
  type Tensor1D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { batchNormTrain } from '../../../src/compute/kernels/batch-norm-train/batch-norm-train';
import {
  ALL_BACKENDS,
  leftOver,
  normalTensor,
  normalValues,
  relativeError,
  take,
  type TestedBackend,
  use,
} from '../support/backends';

const EPSILON = 1e-3;

// More than a block of rows (64), whole and broken vectors of channels, and single rows and channels.
const SHAPES = [
  [7, 3],
  [5, 3, 2, 9],
  [2, 27, 25, 4],
  [4097, 1],
  [3, 5, 9, 16],
  [2, 1],
].map((shape) => ({ shape }));

interface Results {
  readonly outputs: Float32Array[]; // y, mean, variance
  readonly gradients: Float32Array[]; // dx, dgamma, dbeta
}

/** Forward and backward on one backend; the gradient arriving at y is random. */
async function run(backend: TestedBackend, shape: readonly number[], offset: number): Promise<Results> {
  await use(backend);
  const channels = shape.at(-1) ?? 1;
  const x = tidy(() => add(normalTensor(1, [...shape]), offset));
  const [gamma, beta] = [normalTensor<Tensor1D>(2, [channels]), normalTensor<Tensor1D>(3, [channels])];
  const dy = normalTensor(4, [...shape]);
  const { y, mean, variance } = batchNormTrain({ x, gamma, beta, epsilon: EPSILON });
  const gradient = grads((a: Tensor, b: Tensor, c: Tensor) =>
    sum(mul(batchNormTrain({ x: a, gamma: b as Tensor1D, beta: c as Tensor1D, epsilon: EPSILON }).y, dy)),
  );
  const gradients = await take(...gradient([x, gamma, beta]));
  const outputs = await take(y, mean, variance);
  await take(x, gamma, beta, dy);
  return { outputs, gradients };
}

describe.each(ALL_BACKENDS)('batch normalisation in training on %s', (backend) => {
  it('brings each channel to mean 0 and variance 1, then scales and shifts', async () => {
    await use(backend);
    // Channel 0: 1, 3 -> mean 2, variance 1. Channel 1: 10, 14 -> mean 12, variance 4.
    const x = tensor2d([1, 10, 3, 14], [2, 2]);
    const [gamma, beta] = [tensor1d([1, 2]), tensor1d([0, 5])];
    const { y, mean, variance } = batchNormTrain({ x, gamma, beta, epsilon: 0 });
    const [ys, means, variances] = await take(y, mean, variance, x, gamma, beta);
    expect(Array.from(ys ?? [], (value) => Number(value.toFixed(5)))).toEqual([-1, 3, 1, 7]);
    expect(means).toEqual(Float32Array.of(2, 12));
    expect(variances).toEqual(Float32Array.of(1, 4));
  });
});

describe.each(['wasm', 'webgpu'] as const)('batch normalisation in training on %s', (backend) => {
  it.each(SHAPES)('agrees with the reference for $shape', async ({ shape }) => {
    const [expected, actual] = [await run('cpu', shape, 0), await run(backend, shape, 0)];
    for (const [index, values] of expected.outputs.entries()) {
      // The mean of normal values is itself close to zero, so its rounding is a larger part of it.
      expect(relativeError(actual.outputs[index] ?? [], values)).toBeLessThan(1e-4);
    }
    for (const [index, values] of expected.gradients.entries()) {
      // Of two rows, dx is a small difference of large numbers.
      expect(relativeError(actual.gradients[index] ?? [], values)).toBeLessThan(
        shape[0] === 2 && shape[1] === 1 ? 1e-2 : 1e-4,
      );
    }
  });

  it('answers a single row with beta, and without a gradient for x', async () => {
    const { outputs, gradients } = await run(backend, [1, 5], 0);
    expect(outputs[0]).toEqual(normalValues(3, 5));
    expect(gradients[0]?.every((slope) => Math.abs(slope) < 1e-5)).toBe(true);
  });

  it('keeps its precision where the mean is far from zero', async () => {
    const [expected, actual] = [await run('cpu', [64, 3], 1000), await run(backend, [64, 3], 1000)];
    for (const [index, values] of expected.gradients.entries()) {
      // x itself is rounded to 6e-5 there.
      expect(relativeError(actual.gradients[index] ?? [], values)).toBeLessThan(1e-3);
    }
  });

  it('leaves no tensor behind', async () => {
    await run(backend, [2, 3], 0);
    expect(await leftOver(async () => void (await run(backend, [2, 3], 0)))).toBe(0);
  });
});

describe('the reference of batch normalisation', () => {
  it('has gradients that agree with finite differences', async () => {
    const shape = [6, 3];
    const { gradients } = await run('cpu', shape, 0);
    const [x, gamma, beta] = [normalValues(1, 18), normalValues(2, 3), normalValues(3, 3)];
    const measured = [
      slopes(x, (moved) => score(moved, gamma, beta)),
      slopes(gamma, (moved) => score(x, moved, beta)),
      slopes(beta, (moved) => score(x, gamma, moved)),
    ];
    // Steps of 1/64 in float32: rounding and curvature both leave about 1e-3.
    for (const [index, slope] of measured.entries())
      expect(relativeError(gradients[index] ?? [], slope)).toBeLessThan(5e-3);
  });
});

/** What `run` differentiates, as one number. */
function score(x: Float32Array, gamma: Float32Array, beta: Float32Array): number {
  return tidy(() => {
    const inputs = { x: tensor2d(x, [6, 3]), gamma: tensor1d(gamma), beta: tensor1d(beta), epsilon: EPSILON };
    const weighted = mul(batchNormTrain(inputs).y, tensor2d(normalValues(4, 18), [6, 3]));
    return Number(sum(weighted).dataSync()[0]);
  });
}

function slopes(values: Float32Array, evaluate: (moved: Float32Array) => number): number[] {
  const step = 1 / 64;
  return Array.from(
    values,
    (value, index) =>
      (evaluate(values.with(index, value + step)) - evaluate(values.with(index, value - step))) / (2 * step),
  );
}
