import type { Variable } from '@tensorflow/tfjs-core';
import type { Optimizer } from '../../shared/recipe';
import { momentNames } from '../optimizer-rule';
import { type Kernel, MOST_DROPOUTS, type PlanTensor } from './kernel';
import type { Dropout, FeatureShape, Linear, NetworkChain, Stage } from './network-chain';
import { moveBias, moveWeight, type PlanParameter } from './shaders/move-weight';
import {
  activate,
  chunksOf,
  chunkSlopes,
  chunkStatistics,
  gradientOfNormed,
  mergeSlopes,
  mergeStatistics,
  type NormedBlock,
} from './shaders/batch-norm';
import {
  type AdapterTraits,
  chosen,
  filterGradientWays,
  forwardWays,
  inputGradientWays,
  partialElements,
  productKey,
  type ProductKind,
  type Tuning,
} from './products';
import type { PlannedDropout } from './shaders/dropout-mask';
import { CHANGE_NUMBERS, gather, type GatherScaling } from './shaders/gather';
import { average, averageBack } from './shaders/global-average';
import { SCORES, softmaxCrossEntropy } from './shaders/loss';

export interface StepOptions {
  readonly batch: number;
  readonly labelSmoothing: number; // 0..1
  /** Its learning rate is said at each step. */
  readonly optimizer: Optimizer;
  readonly traits: AdapterTraits;
  /** How products are worked out; those it does not name, in the first way there is. */
  readonly tuning: Tuning;
  /** Given, batches are made on the GPU, of pictures kept there; else each batch is uploaded. */
  readonly pictures?: { readonly bytes: number; readonly scaling: GatherScaling } | undefined;
}

/** A weight of the network and where the plan keeps it. */
export interface PlannedWeight {
  readonly variable: Variable;
  readonly value: PlanTensor;
  /** Absent for what the gradient does not move: moving averages, and biases before batch norm (their gradient is 0). */
  readonly moments?: readonly PlanTensor[];
}

/** A whole training step: what it computes in which order, and on what. */
export interface StepGraph {
  readonly kernels: readonly Kernel[];
  readonly input: PlanTensor; // [B, H, W, C]
  /** Where batches are made on the GPU. */
  readonly source: { readonly pictures: PlanTensor; readonly changes: PlanTensor } | undefined;
  readonly classes: PlanTensor; // [B] u32
  readonly scores: PlanTensor;
  readonly weights: readonly PlannedWeight[];
  /** In the order of their slots. */
  readonly dropouts: readonly Dropout[];
  /** Every choice that was made. */
  readonly tuning: Tuning;
}

/** @returns undefined when the network has more dropout layers than a step's numbers have room for */
export function stepGraph(chain: NetworkChain, options: StepOptions): StepGraph | undefined {
  const builder = new StepBuilder(options);
  const graph = builder.build(chain);
  return graph.dropouts.length > MOST_DROPOUTS ? undefined : graph;
}

/** Adds the backward kernels of a stage. @returns where they leave the gradient of the stage's input */
type Backward = (dOutput: PlanTensor, wantsInput: boolean) => PlanTensor;

class StepBuilder {
  private readonly kernels: Kernel[] = [];
  private readonly weights: PlannedWeight[] = [];
  private readonly dropouts: Dropout[] = [];
  private readonly tuning: Record<string, string> = {};

  constructor(private readonly options: StepOptions) {}

  build(chain: NetworkChain): StepGraph {
    const { batch, labelSmoothing } = this.options;
    const input = kept('input', batch * sizeOf(chain.input));
    const source = this.source(chain.input, input);
    const classes = kept('classes', batch);
    const scores = kept('scores', SCORES);
    const backwards: Backward[] = [];
    let x = input;
    for (const stage of chain.stages) {
      const { output, backward } = this.stage(stage, x);
      backwards.push(backward);
      x = output;
    }
    const dLogits = passing('logits gradient', batch * chain.labels);
    this.kernels.push(
      softmaxCrossEntropy(
        { batch, labels: chain.labels, smoothing: labelSmoothing },
        { logits: x, classes, dLogits, scores },
      ),
    );
    let gradient = dLogits;
    for (const [place, backward] of [...backwards.entries()].toReversed()) {
      gradient = backward(gradient, place > 0);
    }
    const { kernels, weights, dropouts, tuning } = this;
    return { kernels, input, source, classes, scores, weights, dropouts, tuning };
  }

  private source(shape: FeatureShape, input: PlanTensor): StepGraph['source'] {
    const { batch, pictures: kind } = this.options;
    if (!kind) return undefined;
    const pictures = kept('pictures', Math.ceil(kind.bytes / 4));
    const changes = kept('changes', batch * CHANGE_NUMBERS);
    this.kernels.push(gather({ batch, shape, scaling: kind.scaling }, { pictures, changes, input }));
    return { pictures, changes };
  }

  private stage(stage: Stage, x: PlanTensor): { output: PlanTensor; backward: Backward } {
    switch (stage.kind) {
      case 'block':
        return this.block(stage, x);
      case 'average':
        return this.average(stage, x);
      case 'head':
        return this.head(stage.linear, x);
    }
  }

  private block(stage: Extract<Stage, { kind: 'block' }>, x: PlanTensor) {
    const { batch } = this.options;
    const { linear, norm } = stage;
    const { name } = linear;
    const channels = linear.output[2];
    const filter = this.parameter(linear.kernel, true);
    const y = passing(`${name} y`, batch * sizeOf(linear.output));
    const output = passing(`${name} output`, batch * sizeOf(stage.output));
    const block: NormedBlock = {
      ...norm,
      name,
      batch,
      shape: linear.output,
      pools: stage.pools,
      output: stage.output,
      dropout: this.dropout(stage.dropout),
      tensors: {
        y,
        output,
        statistics: passing(`${name} statistics`, 2 * channels * chunkCount(batch, linear.output)),
        norm: kept(`${name} norm`, 4 * channels),
        slopes: passing(`${name} slopes`, 2 * channels * chunkCount(batch, stage.output)),
        sums: kept(`${name} sums`, 2 * channels),
        bias: linear.bias && this.fixed(linear.bias),
        movingMean: this.fixed(norm.movingMean),
        movingVariance: this.fixed(norm.movingVariance),
      },
      gamma: this.parameter(norm.gamma, false),
      beta: this.parameter(norm.beta, false),
    };
    this.kernels.push(
      ...this.way('forward', linear, forwardWays).kernels({ x, filter: filter.value, y }),
      chunkStatistics(block),
      mergeStatistics(block),
      activate(block),
    );
    const backward: Backward = (dOutput, wantsInput) => {
      this.kernels.push(
        chunkSlopes(block, dOutput),
        mergeSlopes(block, this.options.optimizer),
        gradientOfNormed(block, dOutput),
      );
      return this.linearBack(linear, { x, dy: y, filter }, wantsInput);
    };
    return { output, backward };
  }

  /** Gradients of input and filter, and the step of the filter: the input's needs the filter as it was. */
  private linearBack(
    linear: Linear,
    { x, dy, filter }: { x: PlanTensor; dy: PlanTensor; filter: PlanParameter },
    wantsInput: boolean,
  ): PlanTensor {
    const { batch } = this.options;
    const forFilter = this.way('filter gradient', linear, filterGradientWays);
    const partials = passing(`${linear.name} partials`, partialElements(linear, forFilter));
    const dx = passing(`${linear.name} input gradient`, batch * sizeOf(linear.input));
    this.kernels.push(...forFilter.kernels({ x, dy, partials }));
    if (wantsInput) {
      const forInput = this.way('input gradient', linear, inputGradientWays);
      this.kernels.push(...forInput.kernels({ dy, filter: filter.value, dx }));
    }
    const { slices } = forFilter;
    this.kernels.push(moveWeight(linear.name, filter, this.options.optimizer, { partials, slices }));
    return dx;
  }

  private way<W extends { readonly name: string }>(
    kind: ProductKind,
    linear: Linear,
    ways: (linear: Linear, batch: number, traits: AdapterTraits) => readonly W[],
  ): W {
    const { batch, traits, tuning } = this.options;
    const key = productKey(kind, linear, batch);
    const way = chosen(ways(linear, batch, traits), key, tuning);
    this.tuning[key] = way.name;
    return way;
  }

  private average(stage: Extract<Stage, { kind: 'average' }>, x: PlanTensor) {
    const { batch } = this.options;
    const layer = { batch, input: stage.input, dropout: this.dropout(stage.dropout) };
    const output = passing('global average', batch * stage.input[2]);
    this.kernels.push(average(layer, { x, output }));
    const backward: Backward = (dOutput) => {
      const dx = passing('global average gradient', x.elements);
      this.kernels.push(averageBack(layer, { dOutput, dx }));
      return dx;
    };
    return { output, backward };
  }

  private head(linear: Linear, x: PlanTensor) {
    const { batch } = this.options;
    const filter = this.parameter(linear.kernel, true);
    const bias = linear.bias && this.parameter(linear.bias, false);
    const output = passing('logits', batch * linear.output[2]);
    const forward = this.way('forward', linear, forwardWays);
    this.kernels.push(...forward.kernels({ x, filter: filter.value, y: output, bias: bias?.value }));
    const backward: Backward = (dLogits, wantsInput) => {
      if (bias) this.kernels.push(moveBias(linear.name, bias, this.options.optimizer, { dLogits, batch }));
      return this.linearBack(linear, { x, dy: dLogits, filter }, wantsInput);
    };
    return { output, backward };
  }

  private parameter(variable: Variable, decays: boolean): PlanParameter {
    const value = kept(variable.name, variable.size);
    const moments = momentNames(this.options.optimizer).map((name) => kept(`${name} moment`, variable.size));
    this.weights.push({ variable, value, moments });
    return { value, moments, decays };
  }

  private fixed(variable: Variable): PlanTensor {
    const value = kept(variable.name, variable.size);
    this.weights.push({ variable, value });
    return value;
  }

  private dropout(dropout: Dropout | undefined): PlannedDropout | undefined {
    if (!dropout) return undefined;
    this.dropouts.push(dropout);
    return { ...dropout, slot: this.dropouts.length - 1 };
  }
}

function kept(label: string, elements: number): PlanTensor {
  return { label, elements, lifetime: 'kept' };
}

function passing(label: string, elements: number): PlanTensor {
  return { label, elements, lifetime: 'passing' };
}

function sizeOf([height, width, channels]: FeatureShape): number {
  return height * width * channels;
}

function chunkCount(batch: number, [height, width]: FeatureShape): number {
  return chunksOf(batch * height * width).count;
}
