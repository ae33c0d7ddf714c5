import type { Optimizer } from '../../shared/recipe';
import { sizeOf } from '../shapes';
import type { AdapterTraits } from './adapter-traits';
import { Clipping } from './clipping';
import { kept, type Kernel, MOST_DROPOUTS, passing, type PlanTensor } from './kernel';
import type { Dropout, FeatureShape, Linear } from './known-layers';
import { answeringStages, type FoldedWeight } from './inference-graph';
import type { Activation, BlockStage, NetworkGraph, Stage } from './network-graph';
import { activate, type ActiveBlock, gradientOfActive } from './shaders/activation';
import {
  chunkSlopes,
  chunkStatistics,
  mergeSlopes,
  mergeStatistics,
  type NormedBlock,
} from './shaders/batch-norm';
import {
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
import { mixPairs } from './shaders/mix-pairs';
import { SCORES, sigmoidCrossEntropy, softmaxCrossEntropy } from './shaders/loss';
import { moveBias, moveWeight, type PlanParameter } from './shaders/move-weight';
import { biasSlices, columnSums, gradientOfSum, sumOf } from './shaders/sum';
import { plannedNorm, type PlannedWeight, StepWeights } from './step-weights';

export interface StepOptions {
  readonly batch: number;
  /** Whether batches may be mixed in pairs. */
  readonly mixes?: boolean;
  /** Whether a running average of all weights is kept. */
  readonly averages?: boolean;
  /** Whether only the head learns, and everything before it only answers. */
  readonly isTrunkFrozen?: boolean | undefined;
  /** All gradients together are at most this long; 0 or absent: as long as they are. */
  readonly clipNorm?: number | undefined;
  /** Its learning rate is said at each step. */
  readonly optimizer: Optimizer;
  readonly traits: AdapterTraits;
  /** How products are worked out; those it does not name, in the first way there is. */
  readonly tuning: Tuning;
  /** Given, batches are made on the GPU, of pictures kept there; else each batch is uploaded. */
  readonly pictures?: { readonly bytes: number; readonly scaling: GatherScaling } | undefined;
}

/** A whole training step: what it computes in which order, and on what. */
export interface StepGraph {
  readonly kernels: readonly Kernel[];
  readonly input: PlanTensor; // [B, H, W, C]
  /** Where batches are made on the GPU. */
  readonly source: { readonly pictures: PlanTensor; readonly changes: PlanTensor } | undefined;
  readonly targets: PlanTensor; // [B, labels]
  /** [B], where batches may be mixed on the GPU: how much of each picture stays its own. */
  readonly ownShares: PlanTensor | undefined;
  readonly scores: PlanTensor;
  readonly weights: readonly PlannedWeight[];
  /** Of a trunk that is frozen: written once. */
  readonly folded: readonly FoldedWeight[];
  /** In the order of their slots. */
  readonly dropouts: readonly Dropout[];
  /** Every choice that was made. */
  readonly tuning: Tuning;
}

/** @returns undefined when the network has more dropout layers than a step's numbers have room for */
export function stepGraph(network: NetworkGraph, options: StepOptions): StepGraph | undefined {
  const builder = new StepBuilder(options);
  const graph = builder.build(network);
  return graph.dropouts.length > MOST_DROPOUTS ? undefined : graph;
}

/** Adds the backward kernels of a stage, from the gradient of what it made. */
type Backward = (dOutput: PlanTensor) => void;

interface PlannedStage {
  readonly output: PlanTensor;
  readonly backward: Backward;
}

class StepBuilder {
  private readonly kernels: Kernel[] = [];
  private readonly weights: StepWeights;
  private readonly clipping: Clipping | undefined;
  private readonly dropouts: Dropout[] = [];
  private readonly tuning: Record<string, string> = {};
  private readonly values: PlanTensor[] = []; // see Stage
  private folded: readonly FoldedWeight[] = [];
  private firstLearning = 0; // the value that the first stage that learns reads
  private readonly gradients = new Map<number, PlanTensor>(); // of the values, as far as backward has come

  constructor(private readonly options: StepOptions) {
    const { optimizer, clipNorm = 0 } = options;
    this.weights = new StepWeights(optimizer);
    this.clipping = clipNorm > 0 ? new Clipping(clipNorm, optimizer) : undefined;
  }

  build({ input: shape, stages, units }: NetworkGraph): StepGraph {
    const { batch } = this.options;
    const input = kept('input', batch * sizeOf(shape));
    const source = this.source(shape, input);
    const ownShares = this.mixing(sizeOf(shape), input);
    const targets = kept('targets', batch * Math.max(2, units));
    const scores = kept('scores', SCORES);
    if (this.options.isTrunkFrozen) this.answer(stages.slice(0, -1), input);
    else this.values.push(input);
    const backwards = new Map<number, Backward>();
    for (const stage of stages.slice(this.firstLearning)) {
      const { output, backward } = this.stage(stage);
      backwards.set(this.values.length, backward);
      this.values.push(output);
    }
    const dLogits = passing('logits gradient', batch * units);
    const tensors = { logits: this.valueOf(stages.length), targets, dLogits, scores };
    this.kernels.push(
      units === 1
        ? sigmoidCrossEntropy({ batch }, tensors)
        : softmaxCrossEntropy({ batch, labels: units }, tensors),
    );
    this.gradients.set(stages.length, dLogits);
    for (const [value, backward] of [...backwards].toReversed()) {
      const dOutput = this.gradients.get(value);
      if (!dOutput) throw new Error(`Nothing depends on value ${value}.`);
      backward(dOutput);
    }
    this.kernels.push(...(this.clipping?.kernels() ?? []));
    const { weights, kernels: averaging } = this.options.averages
      ? this.weights.averaged()
      : { weights: this.weights.all, kernels: [] };
    this.kernels.push(...averaging);
    const { kernels, dropouts, tuning, folded } = this;
    return { kernels, input, source, ownShares, targets, scores, weights, folded, dropouts, tuning };
  }

  /** Stages that do not learn: as inference works them out. */
  private answer(stages: readonly Stage[], input: PlanTensor): void {
    const { kernels, weights, values, tuning } = answeringStages(stages, this.options, input);
    this.kernels.push(...kernels);
    this.values.push(...values);
    this.folded = weights;
    this.firstLearning = stages.length;
    Object.assign(this.tuning, tuning);
  }

  /** Mixes what is in the input, where batches are made on the GPU. */
  private mixing(size: number, input: PlanTensor): PlanTensor | undefined {
    const { batch, pictures, mixes = false } = this.options;
    if (!mixes || !pictures || batch < 2) return undefined;
    const own = kept('own shares', batch);
    this.kernels.push(mixPairs({ batch, size }, { own, input }));
    return own;
  }

  private valueOf(index: number): PlanTensor {
    const value = this.values[index];
    if (!value) throw new Error(`There is no value ${index} yet.`);
    return value;
  }

  /** What one reader of a value says of its gradient: all of them are added. Nobody asks below what learns. */
  private contribute(index: number, gradient: PlanTensor): void {
    if (index <= this.firstLearning) return;
    const first = this.gradients.get(index);
    if (!first) {
      this.gradients.set(index, gradient);
      return;
    }
    const output = passing('gradient of several readers', gradient.elements);
    this.kernels.push(sumOf('gradient of several readers', { first, second: gradient, output }, false));
    this.gradients.set(index, output);
  }

  private source(shape: FeatureShape, input: PlanTensor): StepGraph['source'] {
    const { batch, pictures: kind } = this.options;
    if (!kind) return undefined;
    const pictures = kept('pictures', Math.ceil(kind.bytes / 4));
    const changes = kept('changes', batch * CHANGE_NUMBERS);
    this.kernels.push(gather({ batch, shape, scaling: kind.scaling }, { pictures, changes, input }));
    return { pictures, changes };
  }

  private stage(stage: Stage): PlannedStage {
    switch (stage.kind) {
      case 'block':
        return this.block(stage);
      case 'average':
        return this.average(stage);
      case 'sum':
        return this.sum(stage);
    }
  }

  private block(stage: BlockStage): PlannedStage {
    const { batch } = this.options;
    const { name, from, linear, activation } = stage;
    const x = this.valueOf(from);
    if (!linear) {
      if (!activation) throw new Error(`Stage ${name} does nothing.`);
      const y = { y: x, dy: passing(`${name} gradient`, x.elements), bias: undefined };
      const { outputs, backward } = this.active(stage, activation, y);
      return { output: outputs, backward: (dOutput) => this.contribute(from, backward(dOutput)) };
    }
    const filter = this.weights.parameter(linear.kernel, true);
    const y = passing(`${name} y`, batch * sizeOf(linear.output));
    const isMoved = !stage.norm; // in front of a norm a bias has no gradient
    const bias =
      linear.bias && (isMoved ? this.weights.parameter(linear.bias, false) : this.weights.fixed(linear.bias));
    const back = (dy: PlanTensor) => {
      if (bias && isMoved) this.biasBack(linear, bias, dy);
      this.linearBack(linear, { x, dy, filter }, from);
    };
    if (!activation) {
      const forward = this.way('forward', linear, forwardWays);
      this.kernels.push(...forward.kernels({ x, filter: filter.value, y, bias: bias?.value }));
      return { output: y, backward: back };
    }
    this.kernels.push(...this.way('forward', linear, forwardWays).kernels({ x, filter: filter.value, y }));
    const { outputs, backward } = this.active(stage, activation, { y, dy: y, bias: bias?.value });
    return { output: outputs, backward: (dOutput) => back(backward(dOutput)) };
  }

  /** Norm and activation. Its backward returns where it leaves the gradient of y. */
  private active(
    { name, shape, output, norm }: BlockStage,
    activation: Activation,
    { y, dy, bias }: { y: PlanTensor; dy: PlanTensor; bias: PlanTensor | undefined },
  ) {
    const { batch, optimizer } = this.options;
    const outputs = passing(`${name} output`, batch * sizeOf(output));
    const dropout = this.dropout(activation.dropout);
    const { adds, rectifies } = activation;
    const added = adds === undefined ? undefined : this.valueOf(adds);
    const dAdded = adds && rectifies ? passing(`${name} gradient of what is added`, y.elements) : undefined;
    const parts = { ...activation, name, batch, shape, output, outputs, dropout, y, dy, added, dAdded };
    if (!norm) {
      const block: ActiveBlock = { ...parts, norm, bias };
      this.kernels.push(activate(block));
      const backward = (dOutput: PlanTensor) => {
        this.kernels.push(gradientOfActive(block, dOutput));
        if (adds !== undefined) this.contribute(adds, dAdded ?? dOutput);
        return dy;
      };
      return { outputs, backward };
    }
    const block: NormedBlock = {
      ...parts,
      norm: plannedNorm(norm, { name, batch, shape, output, bias }, this.weights),
      bias: undefined,
    };
    this.kernels.push(chunkStatistics(block), mergeStatistics(block), activate(block));
    const backward = (dOutput: PlanTensor) => {
      this.kernels.push(
        chunkSlopes(block, dOutput),
        this.clipping?.holdSlopes(block) ?? mergeSlopes(block, { optimizer }),
        gradientOfActive(block, dOutput),
      );
      if (adds !== undefined) this.contribute(adds, dAdded ?? dOutput);
      return dy;
    };
    return { outputs, backward };
  }

  private biasBack(linear: Linear, bias: PlanParameter, dy: PlanTensor): void {
    const { batch, optimizer } = this.options;
    const [height, width, channels] = linear.output;
    if (height * width === 1) {
      const gradient = { partials: dy, slices: batch }; // a row of dy is a slice
      this.kernels.push(
        this.clipping?.hold(`${linear.name} bias`, bias, gradient) ??
          moveBias(linear.name, bias, optimizer, { dy, batch }),
      );
      return;
    }
    const rows = batch * height * width;
    const slices = biasSlices(rows).count;
    const partials = passing(`${linear.name} bias partials`, slices * channels);
    this.kernels.push(
      columnSums(linear.name, { dy, partials }, { rows, channels }),
      this.move(`${linear.name} bias`, bias, { partials, slices }),
    );
  }

  /** Gradients of input and filter, and the step of the filter: the input's needs the filter as it was. */
  private linearBack(
    linear: Linear,
    { x, dy, filter }: { x: PlanTensor; dy: PlanTensor; filter: PlanParameter },
    from: number,
  ): void {
    const forFilter = this.way('filter gradient', linear, filterGradientWays);
    const { slices } = forFilter;
    const partials = passing(`${linear.name} partials`, partialElements(linear, forFilter));
    this.kernels.push(...forFilter.kernels({ x, dy, partials }));
    if (from > this.firstLearning) {
      const dx = passing(`${linear.name} input gradient`, x.elements);
      const forInput = this.way('input gradient', linear, inputGradientWays);
      this.kernels.push(...forInput.kernels({ dy, filter: filter.value, dx }));
      this.contribute(from, dx);
    }
    this.kernels.push(this.move(linear.name, filter, { partials, slices }));
  }

  /** At once, or where gradients are clipped when all of them are known. */
  private move(
    label: string,
    parameter: PlanParameter,
    gradient: { partials: PlanTensor; slices: number },
  ): Kernel {
    const { clipping, options } = this;
    return (
      clipping?.hold(label, parameter, gradient) ?? moveWeight(label, parameter, options.optimizer, gradient)
    );
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

  private average({ name, from, input, dropout }: Extract<Stage, { kind: 'average' }>): PlannedStage {
    const { batch } = this.options;
    const x = this.valueOf(from);
    const layer = { batch, input, dropout: this.dropout(dropout) };
    const output = passing(`${name} output`, batch * input[2]);
    this.kernels.push(average(layer, { x, output }));
    const backward: Backward = (dOutput) => {
      const dx = passing(`${name} gradient`, x.elements);
      this.kernels.push(averageBack(layer, { dOutput, dx }));
      this.contribute(from, dx);
    };
    return { output, backward };
  }

  private sum({ name, from, rectifies }: Extract<Stage, { kind: 'sum' }>): PlannedStage {
    const [first, second] = [this.valueOf(from[0]), this.valueOf(from[1])];
    const output = passing(`${name} output`, first.elements);
    this.kernels.push(sumOf(name, { first, second, output }, rectifies));
    const backward: Backward = (dOutput) => {
      const dTerm = rectifies ? passing(`${name} gradient`, first.elements) : dOutput;
      if (rectifies) this.kernels.push(gradientOfSum(name, { output, dOutput, dTerm }));
      for (const term of from) this.contribute(term, dTerm);
    };
    return { output, backward };
  }

  private dropout(dropout: Dropout | undefined): PlannedDropout | undefined {
    if (!dropout) return undefined;
    this.dropouts.push(dropout);
    return { ...dropout, slot: this.dropouts.length - 1 };
  }
}
