import {
  logSoftmax,
  mean,
  memory,
  mul,
  neg,
  oneHot,
  sum,
  type Tensor2D,
  tensor1d,
  type Tensor4D,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { layers as stock, sequential } from '@tensorflow/tfjs-layers';
import { createOptimizer } from '../../../src/compute/optimizer';
import { batchNormalization, conv2d, dropout, setTrainingClock } from '../../../src/compute/layers';
import { normalTensor, normalValues } from './backends';

export interface Training {
  readonly losses: readonly number[];
  readonly weights: readonly Float32Array[];
  /** Tensors alive after the last step, less those after the first. */
  readonly growth: number;
}

/** A network with every kind of layer the presets have, trained on one batch of noise with random labels. */
export async function trainSmallNetwork(steps: number): Promise<Training> {
  const zeros = { kernelInitializer: 'zeros' } as const; // seeded values are set below
  const network = sequential({
    layers: [
      conv2d({
        filters: 8,
        kernelSize: 5,
        strides: 2,
        padding: 'same',
        useBias: false,
        inputShape: [16, 16, 1],
        ...zeros,
      }),
      batchNormalization({ momentum: 0.9 }),
      stock.activation({ activation: 'relu' }),
      conv2d({ filters: 9, kernelSize: 3, padding: 'same', ...zeros }),
      batchNormalization(),
      stock.activation({ activation: 'relu' }),
      stock.maxPooling2d({ poolSize: 2, strides: 2 }),
      dropout({ rate: 0.1, name: 'drop' }),
      stock.globalAveragePooling2d({}),
      stock.dense({ units: 7, ...zeros }),
    ],
  });
  const weights = network.trainableWeights.map((weight) => weight.read() as Variable);
  tidy(() => {
    for (const [index, weight] of weights.entries())
      if (weight.rank > 1) weight.assign(mul(normalTensor(index, weight.shape), 0.3));
  });
  const x = normalTensor<Tensor4D>(1, [6, 16, 16, 1]);
  const labels = normalValues(2, 6).map((value) => Math.abs(Math.round(value * 2)) % 7);
  const expected = tidy(() => oneHot(tensor1d(labels, 'int32'), 7) as Tensor2D);
  const adamw = createOptimizer(
    { kind: 'adamw', learningRate: 0.02, weightDecay: 0.01 },
    weights.map((variable) => ({ name: variable.name, variable, decays: true })),
  );
  const losses: number[] = [];
  const alive: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    setTrainingClock({ seed: 1, step });
    const loss = tidy(() => {
      const { value, grads } = variableGrads(() => {
        const logits = network.apply(x, { training: true }) as Tensor2D;
        return neg(mean(sum(mul(expected, logSoftmax(logits)), 1)));
      }, weights);
      adamw.apply(
        weights.map((weight) => grads[weight.name]).filter((gradient) => gradient !== undefined),
        0.02,
      );
      return value;
    });
    losses.push((await loss.data())[0] ?? Number.NaN);
    loss.dispose();
    alive.push(memory().numTensors);
  }
  const trained = await Promise.all(
    network.getWeights().map(async (weight) => Float32Array.from(await weight.data())),
  );
  for (const one of [x, expected, adamw, network]) one.dispose();
  return { losses, weights: trained, growth: (alive.at(-1) ?? 0) - (alive[0] ?? 0) };
}
