import { backend, memory, type Variable } from '@tensorflow/tfjs-core';
import { layers as stock } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { type PlanOptions, TrainingPlan } from '../../../src/compute/plan/training-plan';
import type { Optimizer } from '../../../src/shared/recipe';
import type { AdapterTraits } from '../../../src/compute/plan/adapter-traits';
import { relativeError, use } from '../support/backends';
import {
  batchOf,
  buildChain,
  type ChainDescription,
  CHAINS,
  differentiate,
  TILED_CHAIN,
  trainByAutograd,
} from './support/small-chain';

const SEED = 5;
const SMOOTHING = 0.1;
const GPU: AdapterTraits = { isSoftware: false, hasQuads: false, invocations: 256 };
const ADAM: Optimizer = { kind: 'adam', learningRate: 0.01 };
// Its velocity after one step from zero is the gradient.
const MOMENTUM: Optimizer = {
  kind: 'sgd',
  learningRate: 0.01,
  momentum: 0.5,
  nesterov: false,
  weightDecay: 0,
};

async function compiled(of: ChainDescription, options: Partial<PlanOptions> = {}) {
  await use('webgpu');
  const chain = buildChain(of);
  const plan = await TrainingPlan.compile(chain.network, {
    batch: of.batch,
    labelSmoothing: SMOOTHING,
    optimizer: ADAM,
    fill: Number.NaN,
    ...options,
  });
  if (!(plan instanceof TrainingPlan)) throw new Error(`No plan: ${plan.refused} ${plan.layer}`);
  const dispose = () => {
    plan.dispose();
    chain.network.dispose();
  };
  return { plan, chain, dispose };
}

function labelsOf(of: ChainDescription): number {
  const chain = buildChain(of);
  const labels = chain.network.outputs[0]?.shape.at(-1) ?? 0;
  chain.network.dispose();
  return labels;
}

async function valuesOf(variables: readonly Variable[]): Promise<Float32Array[]> {
  return Promise.all(variables.map(async (variable) => Float32Array.from(await variable.data())));
}

describe.each([
  ...CHAINS.map((of) => ({ name: of.name, of, options: {} })),
  {
    name: `${TILED_CHAIN.name}, as a GPU without subgroups has it`,
    of: TILED_CHAIN,
    options: { traits: GPU },
  },
  { name: `${TILED_CHAIN.name}, on this adapter`, of: TILED_CHAIN, options: {} },
])('the plan of $name', ({ of, options }) => {
  it('has the gradients and the loss of the reference', async () => {
    await use('cpu');
    const reference = buildChain(of);
    const batch = batchOf(of, labelsOf(of));
    const { value: loss, grads } = differentiate(reference, batch, SMOOTHING, 0);
    const expectedLoss = (await loss.data())[0] ?? Number.NaN;
    const expected: Float32Array[] = [];
    for (const { name } of reference.weights)
      expected.push(Float32Array.from((await grads[name]?.data()) ?? []));
    const movingExpected = await valuesOf(
      reference.network.nonTrainableWeights.map((weight) => weight.read() as Variable),
    );

    const { plan, chain, dispose } = await compiled(of, { ...options, optimizer: MOMENTUM });
    plan.run(batch, { learningRate: 0.01, step: 0, seed: SEED });
    const scores = await plan.readScores();
    expect(Math.abs(scores.lossSum / of.batch - expectedLoss)).toBeLessThan(1e-4 * expectedLoss);
    expect(scores.isBroken).toBe(false);
    const { moments } = await plan.readState();
    const scale = expected
      .flatMap((values) => [...values])
      .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(moments.length).toBe(expected.length);
    for (const [index, { name, values }] of moments.entries()) {
      const wanted = expected[index] ?? new Float32Array();
      // A bias before batch norm: its true gradient is zero, and the plan does not move it.
      if (values.every((value) => value === 0))
        expect(Math.max(...wanted.map(Math.abs)) / scale, name).toBeLessThan(1e-5);
      else expect(relativeError(values, wanted), name).toBeLessThan(1e-4);
    }
    plan.shareWeights();
    const moving = await valuesOf(
      chain.network.nonTrainableWeights.map((weight) => weight.read() as Variable),
    );
    for (const [index, values] of moving.entries())
      expect(relativeError(values, movingExpected[index] ?? [])).toBeLessThan(1e-5);
    dispose();
  });

  it.skipIf('traits' in options)('gives the same weights twice, bit for bit', async () => {
    const batch = batchOf(of, labelsOf(of));
    const train = async () => {
      const { plan, chain, dispose } = await compiled(of, {
        ...options,
        optimizer: { kind: 'adamw', learningRate: 0.01, weightDecay: 0.01 },
      });
      for (let step = 0; step < 3; step += 1) plan.run(batch, { learningRate: 0.01, step, seed: SEED });
      plan.shareWeights();
      const values = await valuesOf(chain.weights);
      dispose();
      return values;
    };
    expect(await train()).toEqual(await train());
  });
});

describe.each(CHAINS)('the plan of $name', (of) => {
  it('loses what autograd loses over twenty steps', async () => {
    const optimizer: Optimizer = { kind: 'adamw', learningRate: 0.003, weightDecay: 0.02 };
    const options = { steps: 20, smoothing: SMOOTHING, optimizer };
    const batch = batchOf(of, labelsOf(of));
    await use('cpu');
    const expected = await trainByAutograd(buildChain(of), batch, options);
    const { plan, dispose } = await compiled(of, { optimizer });
    const losses: number[] = [];
    for (let step = 0; step < options.steps; step += 1) {
      plan.clearScores();
      plan.run(batch, { learningRate: optimizer.learningRate, step, seed: SEED });
      losses.push((await plan.readScores()).lossSum / of.batch);
    }
    for (const [step, loss] of losses.entries())
      expect(Math.abs(loss - (expected[step] ?? 0)), `step ${step}`).toBeLessThan(0.01 * (expected[0] ?? 0));
    dispose();
  });
});

const [FAST, SEED_CNN] = CHAINS as [ChainDescription, ChainDescription];

describe('a plan', () => {
  it('has one submission, no new buffer and under 4 KB of uploads per step beside the batch', async () => {
    const { plan, dispose } = await compiled(SEED_CNN);
    const batch = batchOf(SEED_CNN, 4);
    plan.run(batch, { learningRate: 0.01, step: 0, seed: SEED }); // the first is measured, each dispatch by itself
    const { device } = backend() as unknown as { device: GPUDevice };
    const counts = { submits: 0, buffers: 0, uploaded: 0 };
    const { submit, writeBuffer } = device.queue;
    const createBuffer = device.createBuffer;
    device.queue.submit = (...given) => {
      counts.submits += 1;
      return submit.apply(device.queue, given);
    };
    device.queue.writeBuffer = (...given: unknown[]) => {
      counts.uploaded += (given[2] as ArrayBuffer).byteLength;
      return writeBuffer.apply(device.queue, given as Parameters<typeof writeBuffer>);
    };
    device.createBuffer = (descriptor) => {
      counts.buffers += 1;
      return createBuffer.call(device, descriptor);
    };
    const tensors = memory().numTensors;
    try {
      for (let step = 0; step < 10; step += 1) plan.run(batch, { learningRate: 0.01, step, seed: SEED });
    } finally {
      Object.assign(device.queue, { submit, writeBuffer });
      device.createBuffer = createBuffer;
    }
    expect(counts.submits).toBe(10);
    expect(counts.buffers).toBe(0);
    expect(counts.uploaded / 10 - batch.pixels.byteLength).toBeLessThan(4096);
    expect(memory().numTensors).toBe(tensors);
    dispose();
  });

  it('works out the same bits when it is cut into many submissions', async () => {
    const batch = batchOf(FAST, 7);
    const train = async (options: Partial<PlanOptions>) => {
      const { plan, chain, dispose } = await compiled(FAST, options);
      for (let step = 0; step < 3; step += 1) {
        plan.run(batch, { learningRate: 0.01, step, seed: SEED });
        await plan.readScores(); // by then the step is measured
      }
      plan.shareWeights();
      const values = await valuesOf(chain.weights);
      dispose();
      return values;
    };
    expect(await train({ submissionMs: 0 })).toEqual(await train({}));
  });

  it('keeps saying that a loss was not finite', async () => {
    const { plan, dispose } = await compiled(FAST);
    const batch = batchOf(FAST, 7);
    const at = { learningRate: 0.001, step: 0, seed: SEED };
    plan.run(
      { ...batch, pixels: batch.pixels.map((value, index) => (index === 3 ? Number.NaN : value)) },
      at,
    );
    plan.run(batch, at);
    expect((await plan.readScores()).isBroken).toBe(true);
    dispose();
  });

  it('counts hits', async () => {
    const { plan, dispose } = await compiled(FAST);
    const batch = batchOf(FAST, 7);
    for (let step = 0; step < 60; step += 1) plan.run(batch, { learningRate: 0.02, step, seed: SEED });
    plan.clearScores();
    plan.run(batch, { learningRate: 0.001, step: 60, seed: SEED });
    plan.run(batch, { learningRate: 0.001, step: 61, seed: SEED });
    expect((await plan.readScores()).hits).toBe(2 * FAST.batch);
    dispose();
  });

  it('gives the network weights that predict as before they were read', async () => {
    const { plan, chain, dispose } = await compiled(FAST);
    const batch = batchOf(FAST, 7);
    plan.shareWeights();
    const before = await valuesOf(chain.weights);
    plan.run(batch, { learningRate: 0.02, step: 0, seed: SEED });
    plan.shareWeights();
    const after = await valuesOf(chain.weights);
    expect(after).not.toEqual(before);
    expect(after.every((values) => values.every(Number.isFinite))).toBe(true);
    dispose();
  });

  it('is not made for layers it does not know, nor on another backend', async () => {
    const unknown: ChainDescription = {
      ...FAST,
      layers: () => [
        stock.averagePooling2d({ poolSize: 2 }),
        stock.flatten(),
        stock.dense({ units: 3, kernelInitializer: 'zeros' }),
      ],
    };
    await expect(compiled(unknown)).rejects.toThrow('No plan: layer');
    await use('wasm');
    const { network } = buildChain(FAST);
    const options = { batch: 2, labelSmoothing: 0, optimizer: ADAM };
    expect(await TrainingPlan.compile(network, options)).toEqual({ refused: 'backend' });
    network.dispose();
  });
});
