import type { Variable } from '@tensorflow/tfjs-core';
import { sizeOf } from '../shapes';
import type { AdapterTraits } from './adapter-traits';
import { kept, type Kernel, passing, type PlanTensor } from './kernel';
import type { Linear, Norm } from './known-layers';
import type { BlockStage, NetworkGraph, Stage } from './network-graph';
import { chosen, forwardWays, productKey, type Tuning } from './products';
import { activate } from './shaders/activation';
import { average } from './shaders/global-average';
import { probabilitiesOf } from './shaders/probabilities';
import { sumOf } from './shaders/sum';

interface InferenceOptions {
  readonly batch: number;
  readonly traits: AdapterTraits;
  readonly tuning: Tuning;
}

/** Numbers that are worked out of a network's weights whenever these change. */
export interface FoldedWeight {
  readonly tensor: PlanTensor;
  readonly from: readonly Variable[];
  fold(values: readonly Float32Array[]): Float32Array;
}

/** From pictures to probabilities: what it computes in which order, and on what. */
export interface InferenceGraph {
  readonly kernels: readonly Kernel[];
  readonly input: PlanTensor; // [B, H, W, C]
  readonly output: PlanTensor; // [B, labels]
  readonly weights: readonly FoldedWeight[];
}

/** Batch norm becomes part of the product in front of it, and so does ReLU where nothing is pooled after it. */
export function inferenceGraph(
  { input: shape, stages, units }: NetworkGraph,
  options: InferenceOptions,
): InferenceGraph {
  const { batch } = options;
  const input = kept('input', batch * sizeOf(shape));
  const { kernels, weights, values } = answeringStages(stages, options, input);
  const output = kept('probabilities', batch * units);
  const logits = values.at(-1) ?? input;
  const last = probabilitiesOf({ batch, labels: units }, { logits, probabilities: output });
  return { kernels: [...kernels, last], input, output, weights };
}

/** Stages that only answer. */
interface AnsweringStages {
  readonly kernels: readonly Kernel[];
  readonly weights: readonly FoldedWeight[];
  /** What the stages make, one after another; the input first. */
  readonly values: readonly PlanTensor[];
  /** Every choice that was made. */
  readonly tuning: Tuning;
}

export function answeringStages(
  stages: readonly Stage[],
  options: InferenceOptions,
  input: PlanTensor,
): AnsweringStages {
  const builder = new InferenceBuilder(options, input);
  for (const stage of stages) builder.add(stage);
  return builder;
}

export async function foldedValues({ from, fold }: FoldedWeight): Promise<Float32Array> {
  return fold(await Promise.all(from.map((variable) => variable.data<'float32'>())));
}

class InferenceBuilder {
  readonly kernels: Kernel[] = [];
  readonly weights: FoldedWeight[] = [];
  readonly values: PlanTensor[]; // see Stage
  readonly tuning: Record<string, string> = {};

  constructor(
    private readonly options: InferenceOptions,
    input: PlanTensor,
  ) {
    this.values = [input];
  }

  add(stage: Stage): void {
    this.values.push(this.stage(stage));
  }

  private valueOf(index: number): PlanTensor {
    const value = this.values[index];
    if (!value) throw new Error(`There is no value ${index} yet.`);
    return value;
  }

  private stage(stage: Stage): PlanTensor {
    const { batch } = this.options;
    const output = passing(`${stage.name} output`, batch * sizeOf(stage.output));
    switch (stage.kind) {
      case 'block':
        this.block(stage, output);
        break;
      case 'average':
        this.kernels.push(
          average({ batch, input: stage.input, dropout: undefined }, { x: this.valueOf(stage.from), output }),
        );
        break;
      case 'sum': {
        const [first, second] = [this.valueOf(stage.from[0]), this.valueOf(stage.from[1])];
        this.kernels.push(sumOf(stage.name, { first, second, output }, stage.rectifies));
      }
    }
    return output;
  }

  private block(stage: BlockStage, output: PlanTensor): void {
    const { batch } = this.options;
    const { name, from, linear, norm, shape } = stage;
    const { rectifies = false, pools = false, adds } = stage.activation ?? {};
    const added = adds === undefined ? undefined : this.valueOf(adds);
    const x = this.valueOf(from);
    const table = { name, batch, shape, rectifies, pools, dropout: undefined, output: stage.output, added };
    if (!linear) {
      // Scale and shift of the norm, in the table the training plan's kernel reads.
      const normed = norm && { table: this.folded(`${name} norm`, 4 * shape[2], ...tableOf(norm)) };
      this.kernels.push(activate({ ...table, norm: normed, bias: undefined, y: x, outputs: output }));
      return;
    }
    const filter = this.folded(`${name} filter`, linear.kernel.size, ...filterOf(linear, norm));
    const bias =
      linear.bias || norm ? this.folded(`${name} bias`, shape[2], ...biasOf(linear, norm)) : undefined;
    if (!pools && !added) {
      this.product(linear, { x, filter, y: output, bias, rectifies });
      return;
    }
    const y = passing(`${name} y`, batch * sizeOf(shape));
    this.product(linear, { x, filter, y });
    this.kernels.push(activate({ ...table, norm: undefined, bias, y, outputs: output }));
  }

  private product(
    linear: Linear,
    tensors: Parameters<ReturnType<typeof forwardWays>[number]['kernels']>[0],
  ): void {
    const { batch, traits, tuning } = this.options;
    const key = productKey('forward', linear, batch);
    const way = chosen(forwardWays(linear, batch, traits), key, tuning);
    this.tuning[key] = way.name;
    this.kernels.push(...way.kernels(tensors));
  }

  private folded(
    label: string,
    elements: number,
    from: readonly Variable[],
    fold: FoldedWeight['fold'],
  ): PlanTensor {
    const tensor = kept(label, elements);
    this.weights.push({ tensor, from, fold });
    return tensor;
  }
}

type Folding = [from: readonly Variable[], fold: FoldedWeight['fold']];

function variablesOf({ gamma, beta, movingMean, movingVariance }: Norm): Variable[] {
  return [gamma, beta, movingMean, movingVariance];
}

/** Of one channel: z = scale x y + shift. In double precision: it is done once. */
function affineOf([gamma, beta, mean, variance]: readonly Float32Array[], epsilon: number, channel: number) {
  const scale = (gamma?.[channel] ?? 1) / Math.sqrt((variance?.[channel] ?? 1) + epsilon);
  return { scale, shift: (beta?.[channel] ?? 0) - (mean?.[channel] ?? 0) * scale };
}

/** Outputs are the innermost of a filter. */
function filterOf({ kernel }: Linear, norm: Norm | undefined): Folding {
  if (!norm) return [[kernel], ([values]) => values ?? new Float32Array()];
  const fold = ([values = new Float32Array(), ...ofNorm]: readonly Float32Array[]) => {
    const channels = norm.gamma.size;
    const scales = Array.from({ length: channels }, (_, at) => affineOf(ofNorm, norm.epsilon, at).scale);
    return values.map((value, at) => value * (scales[at % channels] ?? 1));
  };
  return [[kernel, ...variablesOf(norm)], fold];
}

function biasOf({ bias }: Linear, norm: Norm | undefined): Folding {
  if (!norm) return [bias ? [bias] : [], ([values]) => values ?? new Float32Array()];
  const fold = (values: readonly Float32Array[]) =>
    Float32Array.from({ length: norm.gamma.size }, (_, at) => {
      const { scale, shift } = affineOf(values, norm.epsilon, at);
      return (values[4]?.[at] ?? 0) * scale + shift;
    });
  return [[...variablesOf(norm), ...(bias ? [bias] : [])], fold];
}

function tableOf(norm: Norm): Folding {
  const channels = norm.gamma.size;
  const fold = (values: readonly Float32Array[]) =>
    Float32Array.from({ length: 4 * channels }, (_, at) => {
      const { scale, shift } = affineOf(values, norm.epsilon, at % channels);
      return [scale, shift][Math.floor(at / channels)] ?? 0;
    });
  return [variablesOf(norm), fold];
}
