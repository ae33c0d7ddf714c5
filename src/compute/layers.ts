import {
  add,
  conv2d as conv2dOp,
  mul,
  serialization,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { layers, type LayerVariable } from '@tensorflow/tfjs-layers';
import { batchNormTrain } from './kernels/batch-norm-train/batch-norm-train';
import { biasedConv2d } from './kernels/biased-conv2d/biased-conv2d';
import { dropout as dropoutOp } from './kernels/dropout/dropout';

// Subclasses under the class names of the stock layers: a saved model stays plain tfjs/Keras JSON, and loading one
// gives these. tfjs-layers exports its factories but not their classes, and declares the fields private.
type Layer = InstanceType<typeof layers.Layer>;
interface LayerClass<Fields, Arguments> {
  new (args: Arguments): Layer & Fields;
  className: string;
  fromConfig: serialization.FromConfigMethod<serialization.Serializable>;
}
type CallOptions = Parameters<Layer['call']>[1];

function classOf<Fields, Arguments>(layer: Layer): LayerClass<Fields, Arguments> {
  return layer.constructor as unknown as LayerClass<Fields, Arguments>;
}

/** What the next training step's random masks are drawn from. */
export interface TrainingClock {
  readonly seed: number;
  readonly step: number; // 0-based, over the whole run
}

let clock: TrainingClock | undefined;

/** Call before every training step: dropout has no other source of randomness. */
export function setTrainingClock(next: TrainingClock): void {
  clock = next;
}

type Conv2dArguments = Parameters<typeof layers.conv2d>[0];

interface Conv2dFields {
  readonly kernel: LayerVariable;
  readonly bias: LayerVariable | null;
  readonly strides: [number, number];
  readonly padding: 'valid' | 'same' | 'causal';
  readonly dataFormat: string;
  readonly dilationRate: readonly number[];
  readonly activation: { getClassName(): string };
}

const StockConv2d = classOf<Conv2dFields, Conv2dArguments>(layers.conv2d({ filters: 1, kernelSize: 1 }));

/** Stock always works out the gradient of the input too, which the first layer of a network has no use for. */
class Conv2d extends StockConv2d {
  override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor | Tensor[] {
    if (options['training'] !== true || !isPlain(this)) return super.call(inputs, options);
    const [x, filter] = [onlyTensor(inputs) as Tensor4D, this.kernel.read() as Tensor4D]; // rank 4 by the layer's input spec
    const pad = this.padding === 'same' ? 'same' : 'valid';
    if (!this.bias) return conv2dOp(x, filter, this.strides, pad);
    return biasedConv2d({ x, filter, bias: this.bias.read() as Tensor1D }, this.strides, pad);
  }
}

function isPlain({ dataFormat, dilationRate, activation }: Conv2dFields): boolean {
  const isLinear = activation.getClassName() === 'linear';
  return isLinear && dataFormat === 'channelsLast' && dilationRate.every((rate) => rate === 1);
}

type BatchNormArguments = NonNullable<Parameters<typeof layers.batchNormalization>[0]>;

interface BatchNormFields {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma: LayerVariable | null;
  readonly beta: LayerVariable | null;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

const StockBatchNormalization = classOf<BatchNormFields, BatchNormArguments>(layers.batchNormalization());

/** Batch normalisation that trains through our fused kernel; inference is stock. */
class BatchNormalization extends StockBatchNormalization {
  override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor | Tensor[] {
    const x = onlyTensor(inputs);
    const isLastAxis = this.axis === -1 || this.axis === x.rank - 1;
    if (options['training'] !== true || !isLastAxis || !this.gamma || !this.beta)
      return super.call(inputs, options);
    const [gamma, beta] = [this.gamma.read() as Tensor1D, this.beta.read() as Tensor1D]; // built with one value per channel
    return tidy(() => {
      const { y, mean, variance } = batchNormTrain({ x, gamma, beta, epsilon: this.epsilon });
      moveTowards(this.movingMean, mean, this.momentum);
      moveTowards(this.movingVariance, variance, this.momentum);
      return y;
    });
  }
}

/** average <- momentum x average + (1 - momentum) x value, as Keras has it. */
function moveTowards(average: LayerVariable, value: Tensor, momentum: number): void {
  tidy(() => {
    average.write(add(mul(average.read(), momentum), mul(value, 1 - momentum)));
  });
}

type DropoutArguments = Parameters<typeof layers.dropout>[0];

interface DropoutFields {
  readonly rate: number;
  readonly noiseShape: readonly number[] | null | undefined;
}

const StockDropout = classOf<DropoutFields, DropoutArguments>(layers.dropout({ rate: 0 }));

/** Dropout whose mask is a function of seed, step, layer name and element: nothing to save, and a resumed run repeats it. */
class Dropout extends StockDropout {
  override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor | Tensor[] {
    if (options['training'] !== true || this.rate === 0) return inputs;
    if (this.noiseShape) throw new Error('Dropout with a noise shape is not supported.');
    if (!clock)
      throw new Error('Call setTrainingClock before a training step: dropout draws its mask from it.');
    return dropoutOp(onlyTensor(inputs), this.rate, { ...clock, layer: layerNumber(this.name) });
  }
}

/** 32 bits of the layer's name (FNV-1a). A name made up by tfjs counts up within a session, so give layers their names. */
export function layerNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

function onlyTensor(inputs: Tensor | Tensor[]): Tensor {
  const [tensor, ...others] = Array.isArray(inputs) ? inputs : [inputs];
  if (!tensor || others.length > 0) throw new Error(`Expected one tensor, found ${others.length + 1}.`);
  return tensor;
}

serialization.registerClass(Conv2d);
serialization.registerClass(BatchNormalization);
serialization.registerClass(Dropout);

export function conv2d(args: Conv2dArguments): Layer {
  return new Conv2d(args);
}

export function batchNormalization(args: BatchNormArguments = {}): Layer {
  return new BatchNormalization(args);
}

/** Give it a name: the mask is drawn from it. */
export function dropout(args: DropoutArguments): Layer {
  return new Dropout(args);
}
