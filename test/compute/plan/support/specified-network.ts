import { tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { input, type LayersModel, model } from '@tensorflow/tfjs-layers';
import { type PlanOptions, TrainingPlan } from '../../../../src/compute/plan/training-plan';
import { buildLayers } from '../../../../src/model/build-layers';
import type { LayerSpec } from '../../../../src/model/layer-spec';
import type { Optimizer } from '../../../../src/shared/recipe';
import { normalValues } from '../../support/backends';
import type { Question } from './network64';

/** A network, and the batch it is asked about. */
export interface Specified {
  readonly name: string;
  readonly layers: readonly LayerSpec[];
  readonly shape: readonly [batch: number, height: number, width: number, channels: number];
  readonly labels: number;
}

/** The velocity of this optimizer after one step from zero is the gradient. */
export const MOMENTUM: Optimizer = {
  kind: 'sgd',
  learningRate: 0.01,
  momentum: 0.5,
  nesterov: false,
  weightDecay: 0,
};

export const SEED = 5;

/** The network with seeded weights: kernels at the scale of He et al. (2015), scales near 1, the rest near 0. */
export function logitsOf({ layers, shape }: Specified): LayersModel {
  const pixels = input({ shape: shape.slice(1), name: 'pixels' });
  const network = model({ inputs: pixels, outputs: buildLayers(layers, pixels).output });
  tidy(() => {
    for (const [index, weight] of network.trainableWeights.entries()) {
      const variable = weight.read() as Variable;
      const inputs = variable.size / (variable.shape.at(-1) ?? 1);
      const values = normalValues(index, variable.size).map((value) => {
        if (weight.originalName.endsWith('kernel')) return value * Math.sqrt(2 / inputs);
        return weight.originalName.endsWith('gamma') ? 1 + 0.3 * value : 0.1 * value;
      });
      variable.assign(tensor(values, variable.shape));
    }
  });
  return network;
}

export async function weightsOf(network: LayersModel): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const weight of network.trainableWeights)
    values.set(weight.originalName, Float32Array.from(await weight.read().data()));
  return values;
}

export function batchFor({ shape, labels }: Specified): Pick<Question, 'pixels' | 'labels'> {
  return {
    pixels: normalValues(
      77,
      shape.reduce((size, side) => size * side, 1),
    ),
    labels: Uint8Array.from({ length: shape[0] }, (_, index) => (3 * index + 1) % labels),
  };
}

/** A plan whose memory is NaN until it is written, so that nothing is read too early. */
export async function planOf(
  network: LayersModel,
  { shape }: Specified,
  options: Partial<PlanOptions> = {},
): Promise<TrainingPlan> {
  const plan = await TrainingPlan.compile(network, {
    batch: shape[0],
    labelSmoothing: 0.1,
    optimizer: MOMENTUM,
    fill: Number.NaN,
    ...options,
  });
  if (!(plan instanceof TrainingPlan)) throw new Error(`No plan: ${plan.refused} ${plan.layer ?? ''}`);
  return plan;
}
