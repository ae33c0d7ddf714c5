import { describe, expect, it } from 'vitest';
import type { LayerSpec } from '../../../src/model/layer-spec';
import {
  conv,
  dense,
  dropout,
  flatten,
  globalAveragePool,
  kerasNorm,
  maxPool,
  norm,
  relu,
  residual,
} from '../../../src/model/preset-blocks';
import { relativeError, use } from '../support/backends';
import { differentiate64 } from './support/network64';
import { batchFor, logitsOf, planOf, SEED, type Specified, weightsOf } from './support/specified-network';

const ends = (units: number): LayerSpec[] => [globalAveragePool, dense(units)];

/** Every kind of block, at sizes that no tile and no window fits. */
const NETWORKS: readonly Specified[] = [
  {
    name: 'a convolution with bias and ReLU, without norm',
    layers: [conv(5, 3, { bias: true }), relu, conv(6, 3, { bias: true }), relu, ...ends(3)],
    shape: [2, 7, 5, 1],
    labels: 3,
  },
  {
    name: 'valid padding and pools that leave out a row',
    layers: [
      conv(4, 3, { bias: true, padding: 'valid' }),
      relu,
      maxPool,
      conv(8, 3, { bias: true, padding: 'valid', stride: 2 }),
      relu,
      maxPool,
      flatten,
      dense(3),
    ],
    shape: [3, 17, 19, 3],
    labels: 3,
  },
  {
    name: 'pools without ReLU, first of all and after a norm',
    layers: [maxPool, conv(6, 3), norm, maxPool, conv(4, 3, { bias: true }), maxPool, flatten, dense(4)],
    shape: [3, 18, 17, 2],
    labels: 4,
  },
  {
    name: 'strides of 2 with filters of 5, 3 and 1',
    layers: [
      conv(5, 5, { stride: 2 }),
      norm,
      relu,
      conv(7, 3, { stride: 2 }),
      kerasNorm,
      relu,
      conv(4, 1, { stride: 2, bias: true }),
      relu,
      ...ends(5),
    ],
    shape: [3, 13, 14, 3],
    labels: 5,
  },
  {
    name: 'a residual block around which the input goes as it is',
    layers: [conv(6, 3, { bias: true }), norm, relu, residual(6, 6), residual(6, 6), ...ends(4)],
    shape: [3, 6, 5, 1],
    labels: 4,
  },
  {
    name: 'residual blocks with strided shortcuts',
    layers: [
      conv(4, 3),
      norm,
      relu,
      residual(4, 6, { stride: 2 }),
      residual(6, 8, { stride: 2 }),
      ...ends(3),
    ],
    shape: [4, 9, 7, 2],
    labels: 3,
  },
  {
    name: 'a residual block around the pixels, without norm or ReLU inside',
    layers: [
      { kind: 'residual', branch: [conv(3, 3, { bias: true })], shortcut: [] },
      { kind: 'residual', branch: [dropout(0.3)], shortcut: [conv(3, 1, { bias: true })] },
      ...ends(3),
    ],
    shape: [2, 5, 5, 3],
    labels: 3,
  },
  {
    name: 'dropout on the pixels, between layers and before the end',
    layers: [
      dropout(0.2),
      conv(5, 3),
      dropout(0.3),
      norm,
      relu,
      maxPool,
      dropout(0.25),
      flatten,
      dropout(0.5),
      dense(8),
      relu,
      dropout(0.4),
      dense(3),
    ],
    shape: [4, 7, 6, 2],
    labels: 3,
  },
  {
    name: 'batch norm of the pixels, after a sum and after a pool',
    layers: [norm, conv(4, 3), norm, relu, residual(4, 4), norm, relu, maxPool, norm, ...ends(3)],
    shape: [4, 6, 6, 2],
    labels: 3,
  },
  {
    name: 'dense layers with ReLU and without norm, on one pixel',
    layers: [flatten, dense(9), relu, dense(5), relu, dense(3)],
    shape: [1, 1, 1, 1],
    labels: 3,
  },
  {
    name: 'one unit for two labels',
    layers: [conv(4, 3), norm, relu, maxPool, flatten, dense(16), relu, dense(1)],
    shape: [5, 6, 6, 3],
    labels: 2,
  },
  {
    name: 'channels one past a vector and one past a tile',
    layers: [conv(65, 3), norm, relu, conv(17, 1, { bias: true }), relu, conv(33, 3), norm, relu, ...ends(9)],
    shape: [2, 5, 3, 1],
    labels: 9,
  },
];

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

describe.each(NETWORKS)('the plan of $name', (specified) => {
  it.each([0, 0.1])('has the loss and gradients of float64 with label smoothing %d', async (smoothing) => {
    await use('webgpu');
    const network = logitsOf(specified);
    const batch = batchFor(specified);
    const weights = await weightsOf(network);
    const { layers, shape } = specified;
    const expected = differentiate64({ layers, weights, ...batch, shape, smoothing, seed: SEED });

    const plan = await planOf(network, specified, { labelSmoothing: smoothing });
    plan.run(batch, { learningRate: 0.01, step: 0, seed: SEED });
    const { lossSum, isBroken } = await plan.readScores();
    const { moments } = await plan.readState();
    plan.dispose();
    network.dispose();

    expect(isBroken).toBe(false);
    expect(Math.abs(lossSum / shape[0] - expected.loss)).toBeLessThan(1e-4 * expected.loss);
    expect(moments.map(({ name }) => name.replace('/velocity', ''))).toEqual([...weights.keys()]);
    const scale = Math.max(...[...expected.gradients.values()].map((values) => largest(values)));
    for (const { name, values } of moments) {
      const wanted = expected.gradients.get(name.replace('/velocity', '')) ?? new Float64Array();
      // What a norm behind it undoes has no gradient but rounding: biases, and scales of other norms.
      if (largest(wanted) < 1e-9 * scale) expect(largest(values), name).toBeLessThan(1e-5 * scale);
      else expect(relativeError(values, wanted), name).toBeLessThan(1e-4);
    }
  });
});
