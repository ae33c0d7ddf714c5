import type { Variable } from '@tensorflow/tfjs-core';
import type { Optimizer } from '../../shared/recipe';
import { momentNames } from '../optimizer-rule';
import { kept, type Kernel, passing, type PlanTensor } from './kernel';
import type { FeatureShape, Norm } from './known-layers';
import { averageWeights, WEIGHTS_AT_ONCE } from './shaders/average-weights';
import { chunksOf, type PlannedNorm } from './shaders/batch-norm';
import type { PlanParameter } from './shaders/move-weight';

/** A weight of the network and where the plan keeps it. */
export interface PlannedWeight {
  readonly variable: Variable;
  readonly value: PlanTensor;
  /** Absent for what the gradient does not move: moving averages, and biases before batch norm (their gradient is 0). */
  readonly moments?: readonly PlanTensor[];
  /** Its running average, where one is kept. */
  readonly average?: PlanTensor | undefined;
}

/** The weights of a step in the order in which its stages asked for them. */
export class StepWeights {
  private readonly planned: PlannedWeight[] = [];

  constructor(private readonly optimizer: Optimizer) {}

  get all(): readonly PlannedWeight[] {
    return this.planned;
  }

  /** @param decays whether weight decay draws it towards zero */
  parameter(variable: Variable, decays: boolean): PlanParameter {
    const value = kept(variable.name, variable.size);
    const moments = momentNames(this.optimizer).map((name) => kept(`${name} moment`, variable.size));
    this.planned.push({ variable, value, moments });
    return { value, moments, decays };
  }

  /** One that no gradient moves. */
  fixed(variable: Variable): PlanParameter {
    const value = kept(variable.name, variable.size);
    this.planned.push({ variable, value });
    return { value, moments: [], decays: false };
  }

  /** All of them with running averages, and the kernels by which those follow at the end of a step. */
  averaged(): { readonly weights: readonly PlannedWeight[]; readonly kernels: readonly Kernel[] } {
    const weights = this.planned.map((weight) => ({
      ...weight,
      average: kept(`${weight.value.label} average`, weight.value.elements),
    }));
    const groups = Array.from({ length: Math.ceil(weights.length / WEIGHTS_AT_ONCE) }, (_, group) =>
      weights.slice(group * WEIGHTS_AT_ONCE, (group + 1) * WEIGHTS_AT_ONCE),
    );
    return { weights, kernels: groups.map(averageWeights) };
  }
}

/** What a batch norm computes with: its weights, and memory for statistics and slopes. */
export function plannedNorm(
  norm: Norm,
  {
    name,
    batch,
    shape,
    output,
    bias,
  }: {
    readonly name: string;
    readonly batch: number;
    readonly shape: FeatureShape;
    readonly output: FeatureShape;
    readonly bias: PlanTensor | undefined;
  },
  weights: StepWeights,
): PlannedNorm {
  const channels = shape[2];
  return {
    epsilon: norm.epsilon,
    momentum: norm.momentum,
    statistics: passing(`${name} statistics`, 2 * channels * chunkCount(batch, shape)),
    table: kept(`${name} norm`, 4 * channels),
    slopes: passing(`${name} slopes`, 2 * channels * chunkCount(batch, output)),
    sums: kept(`${name} sums`, 2 * channels),
    bias,
    movingMean: weights.fixed(norm.movingMean).value,
    movingVariance: weights.fixed(norm.movingVariance).value,
    gamma: weights.parameter(norm.gamma, false),
    beta: weights.parameter(norm.beta, false),
  };
}

function chunkCount(batch: number, [height, width]: FeatureShape): number {
  return chunksOf(batch * height * width).count;
}
