import { sizeOf } from '../shapes';
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
import type { Tuning } from './products';
import type { PlannedDropout } from './shaders/dropout-mask';
import { CHANGE_NUMBERS, gather, type GatherScaling } from './shaders/gather';
import { average, averageBack } from './shaders/global-average';
import { mixPairs } from './shaders/mix-pairs';
import { SCORES, sigmoidCrossEntropy, softmaxCrossEntropy } from './shaders/loss';
import type { PlanParameter } from './shaders/move-weight';
import { gradientOfSum, sumOf } from './shaders/sum';
import { type ProductOptions, StepProducts } from './step-products';
import { StepValues } from './step-values';
import { plannedNorm, type PlannedWeight, StepWeights } from './step-weights';

export interface StepOptions extends ProductOptions {
  /** Whether batches may be mixed in pairs. */
  readonly mixes?: boolean;
  /** Whether a running average of all weights is kept. */
  readonly averages?: boolean;
  /** Whether only the head learns, and everything before it only answers. */
  readonly isTrunkFrozen?: boolean | undefined;
  /** All gradients together are at most this long; 0 or absent: as long as they are. */
  readonly clipNorm?: number | undefined;
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
  private readonly values = new StepValues();
  private readonly products: StepProducts;
  private folded: readonly FoldedWeight[] = [];
  private answeringTuning: Tuning = {};

  constructor(private readonly options: StepOptions) {
    const { optimizer, clipNorm = 0 } = options;
    this.weights = new StepWeights(optimizer);
    this.clipping = clipNorm > 0 ? new Clipping(clipNorm, optimizer) : undefined;
    this.products = new StepProducts(options, this.clipping);
  }

  build({ input: shape, stages, units }: NetworkGraph): StepGraph {
    const { batch } = this.options;
    const input = kept('input', batch * sizeOf(shape));
    const source = this.source(shape, input);
    const ownShares = this.mixing(sizeOf(shape), input);
    const targets = kept('targets', batch * Math.max(2, units));
    const scores = kept('scores', SCORES);
    if (this.options.isTrunkFrozen) this.answer(stages.slice(0, -1), input);
    else this.values.know([input]);
    const backwards: { readonly value: number; readonly backward: Backward }[] = [];
    for (const stage of stages.slice(this.values.firstLearning)) {
      const { output, backward } = this.stage(stage);
      backwards.push({ value: this.values.add(output), backward });
    }
    const dLogits = passing('logits gradient', batch * units);
    const tensors = { logits: this.values.at(stages.length), targets, dLogits, scores };
    this.kernels.push(
      units === 1
        ? sigmoidCrossEntropy({ batch }, tensors)
        : softmaxCrossEntropy({ batch, labels: units }, tensors),
    );
    this.contribute(stages.length, dLogits);
    for (const { value, backward } of backwards.toReversed()) backward(this.values.gradientOf(value));
    this.kernels.push(...(this.clipping?.kernels() ?? []));
    const { weights, kernels: averaging } = this.options.averages
      ? this.weights.averaged()
      : { weights: this.weights.all, kernels: [] };
    this.kernels.push(...averaging);
    const { kernels, dropouts, folded } = this;
    const tuning = { ...this.answeringTuning, ...this.products.tuning };
    return { kernels, input, source, ownShares, targets, scores, weights, folded, dropouts, tuning };
  }

  /** Stages that do not learn: as inference works them out. */
  private answer(stages: readonly Stage[], input: PlanTensor): void {
    const { kernels, weights, values, tuning } = answeringStages(stages, this.options, input);
    this.kernels.push(...kernels);
    this.values.know(values);
    this.folded = weights;
    this.answeringTuning = tuning;
  }

  /** Mixes what is in the input, where batches are made on the GPU. */
  private mixing(size: number, input: PlanTensor): PlanTensor | undefined {
    const { batch, pictures, mixes = false } = this.options;
    if (!mixes || !pictures || batch < 2) return undefined;
    const own = kept('own shares', batch);
    this.kernels.push(mixPairs({ batch, size }, { own, input }));
    return own;
  }

  private contribute(index: number, gradient: PlanTensor): void {
    this.kernels.push(...this.values.contribute(index, gradient));
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
    const x = this.values.at(from);
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
      if (bias && isMoved) this.kernels.push(...this.products.biasBack(linear, bias, dy));
      this.linearBack(linear, { x, dy, filter }, from);
    };
    if (!activation) {
      this.kernels.push(...this.products.forward(linear, { x, filter: filter.value, y, bias: bias?.value }));
      return { output: y, backward: back };
    }
    this.kernels.push(...this.products.forward(linear, { x, filter: filter.value, y }));
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
    const added = adds === undefined ? undefined : this.values.at(adds);
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

  /** Gradients of input and filter, and the step of the filter: the input's needs the filter as it was. */
  private linearBack(
    linear: Linear,
    { x, dy, filter }: { x: PlanTensor; dy: PlanTensor; filter: PlanParameter },
    from: number,
  ): void {
    const { kernels, gradient } = this.products.filterGradient(linear, { x, dy });
    this.kernels.push(...kernels);
    if (this.values.hasGradient(from)) {
      const dx = passing(`${linear.name} input gradient`, x.elements);
      this.kernels.push(...this.products.inputGradient(linear, { dy, filter: filter.value, dx }));
      this.contribute(from, dx);
    }
    this.kernels.push(this.products.move(linear.name, filter, gradient));
  }

  private average({ name, from, input, dropout }: Extract<Stage, { kind: 'average' }>): PlannedStage {
    const { batch } = this.options;
    const x = this.values.at(from);
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
    const [first, second] = [this.values.at(from[0]), this.values.at(from[1])];
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
