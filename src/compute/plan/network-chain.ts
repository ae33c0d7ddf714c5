import type { Variable } from '@tensorflow/tfjs-core';
import type { layers, LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { layerNumber } from '../layers';

type Layer = InstanceType<typeof layers.Layer>;

/** Height, width and channels of one image's features. */
export type FeatureShape = readonly [height: number, width: number, channels: number];

/** A convolution; a dense layer is one of 1 x 1 over a single pixel. */
export interface Linear {
  readonly name: string;
  readonly input: FeatureShape;
  readonly output: FeatureShape;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly stride: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly kernel: Variable; // [filterHeight, filterWidth, inputs, outputs] or [inputs, outputs]: the same order
  readonly bias: Variable | undefined;
}

export interface Norm {
  readonly gamma: Variable;
  readonly beta: Variable;
  readonly movingMean: Variable;
  readonly movingVariance: Variable;
  readonly momentum: number;
  readonly epsilon: number;
}

export interface Dropout {
  readonly rate: number;
  /** What tells the layer's masks from others': layerNumber of its name. */
  readonly layer: number;
}

/** One stage of the networks the plan can replay. */
export type Stage =
  /** Linear, batch norm, ReLU, then perhaps max pooling 2 x 2, then perhaps dropout. */
  | {
      readonly kind: 'block';
      readonly linear: Linear;
      readonly norm: Norm;
      readonly pools: boolean;
      readonly output: FeatureShape;
      readonly dropout: Dropout | undefined;
    }
  /** Mean over all pixels, then perhaps dropout. */
  | {
      readonly kind: 'average';
      readonly input: FeatureShape;
      readonly output: FeatureShape;
      readonly dropout: Dropout | undefined;
    }
  /** The last dense layer: logits. */
  | { readonly kind: 'head'; readonly linear: Linear };

export interface NetworkChain {
  readonly input: FeatureShape;
  readonly stages: readonly Stage[];
  readonly labels: number;
}

/**
 * The chain of stages a network is made of, from pixels to logits.
 *
 * @returns undefined when the network is anything else: then tfjs' autograd trains it
 */
export function networkChain(logits: LayersModel): NetworkChain | undefined {
  const [first, ...others] = logits.layers;
  const input = first && featureShape(first.output);
  if (!first || !input || first.getClassName() !== 'InputLayer' || !isChain(logits.layers)) return undefined;
  if (others.some((layer) => !layer.trainable)) return undefined;
  const rest = new LayerList(others);
  const stages: Stage[] = [];
  let shape = input;
  while (rest.next) {
    if (rest.take('Flatten')) {
      shape = [1, 1, shape[0] * shape[1] * shape[2]];
      continue;
    }
    const stage = takeStage(rest, shape);
    if (!stage) return undefined;
    stages.push(stage);
    if (stage.kind === 'head') break;
    shape = stage.output;
  }
  const head = stages.at(-1);
  if (rest.next || head?.kind !== 'head') return undefined;
  return { input, stages, labels: head.linear.output[2] };
}

/** Each layer is fed by the one before it, and by nothing else. */
function isChain(layers: readonly Layer[]): boolean {
  return layers.every((layer, index) => index === 0 || layer.input === layers[index - 1]?.output);
}

function featureShape(of: Layer['output']): FeatureShape | undefined {
  if (Array.isArray(of)) return undefined;
  const [, height, width, channels] = of.shape;
  return height && width && channels ? [height, width, channels] : undefined;
}

/** Layers not yet matched. */
class LayerList {
  constructor(private readonly layers: readonly Layer[]) {}
  private position = 0;

  get next(): Layer | undefined {
    return this.layers[this.position];
  }

  /** The next layer, when it is of this class and `fits`. */
  take(className: string, fits: (config: Config) => boolean = () => true): Layer | undefined {
    const layer = this.next;
    if (layer?.getClassName() !== className || !fits(configOf(layer))) return undefined;
    this.position += 1;
    return layer;
  }
}

/** The fields of Keras' layer configurations that matter here. */
interface Config {
  readonly activation?: string;
  readonly axis?: number | number[];
  readonly center?: boolean;
  readonly dataFormat?: string;
  readonly dilationRate?: number | number[];
  readonly epsilon?: number;
  readonly kernelSize?: readonly number[];
  readonly momentum?: number;
  readonly padding?: string;
  readonly poolSize?: readonly number[];
  readonly rate?: number;
  readonly scale?: boolean;
  readonly strides?: readonly number[];
}

function configOf(layer: Layer): Config {
  return layer.getConfig() as Config; // tfjs-layers types it as an open map
}

function takeStage(rest: LayerList, shape: FeatureShape): Stage | undefined {
  if (rest.take('GlobalAveragePooling2D')) {
    return { kind: 'average', input: shape, output: [1, 1, shape[2]], dropout: takeDropout(rest) };
  }
  const linear = takeLinear(rest, shape);
  if (!linear) return undefined;
  if (!rest.next) return isPixel(shape) ? { kind: 'head', linear } : undefined;
  const norm = takeNorm(rest);
  if (!norm || !rest.take('Activation', ({ activation }) => activation === 'relu')) return undefined;
  const pools = rest.take('MaxPooling2D', isPoolOfTwo) !== undefined;
  const [height, width, channels] = linear.output;
  const output: FeatureShape = pools ? [height >> 1, width >> 1, channels] : linear.output;
  if (output[0] * output[1] === 0) return undefined;
  return { kind: 'block', linear, norm, pools, output, dropout: takeDropout(rest) };
}

function isPixel([height, width]: FeatureShape): boolean {
  return height === 1 && width === 1;
}

function isPoolOfTwo({ poolSize, strides, padding }: Config): boolean {
  return poolSize?.join() === '2,2' && strides?.join() === '2,2' && padding === 'valid';
}

function takeDropout(rest: LayerList): Dropout | undefined {
  const layer = rest.take('Dropout');
  const rate = layer && configOf(layer).rate;
  return layer && rate ? { rate, layer: layerNumber(layer.name) } : undefined;
}

function takeNorm(rest: LayerList): Norm | undefined {
  const layer = rest.take('BatchNormalization', ({ axis }) => axis === -1 || axis === 3);
  const { momentum, epsilon } = layer ? configOf(layer) : {};
  const [gamma, beta, movingMean, movingVariance, ...others] = layer ? variablesOf(layer) : [];
  if (momentum === undefined || epsilon === undefined) return undefined;
  if (!gamma || !beta || !movingMean || !movingVariance || others.length > 0) return undefined;
  return { gamma, beta, movingMean, movingVariance, momentum, epsilon };
}

/** A layer's weight reads as the tfjs variable it wraps; tfjs-layers types it as the plain tensor. */
function variablesOf(layer: Layer): Variable[] {
  return layer.weights.map((weight: LayerVariable) => weight.read() as Variable);
}

function takeLinear(rest: LayerList, shape: FeatureShape): Linear | undefined {
  const isLinear = ({ activation }: Config) => activation === 'linear';
  const dense = isPixel(shape) ? rest.take('Dense', isLinear) : undefined;
  const layer = dense ?? rest.take('Conv2D', (config) => isLinear(config) && isPlainConvolution(config));
  const [kernel, bias] = layer ? variablesOf(layer) : [];
  if (!layer || !kernel) return undefined;
  const { strides = [1], padding = 'valid' } = dense ? {} : configOf(layer);
  const [filterHeight = 1, filterWidth = 1] = dense ? [] : kernel.shape;
  const stride = strides[0] ?? 1;
  const across = (size: number, filter: number) => window({ size, filter, stride, padding });
  const [vertical, horizontal] = [across(shape[0], filterHeight), across(shape[1], filterWidth)];
  return {
    name: layer.name,
    input: shape,
    output: [vertical.outputs, horizontal.outputs, kernel.shape.at(-1) ?? 0],
    filterHeight,
    filterWidth,
    stride,
    padTop: vertical.padBefore,
    padLeft: horizontal.padBefore,
    kernel,
    bias,
  };
}

function isPlainConvolution({ dataFormat, dilationRate, strides, padding }: Config): boolean {
  const isDilated = [dilationRate ?? 1].flat().some((rate) => rate !== 1);
  const isSquare = strides?.[0] === strides?.[1];
  return (
    dataFormat === 'channelsLast' && !isDilated && isSquare && (padding === 'same' || padding === 'valid')
  );
}

/** Along one axis, as TensorFlow pads: of an odd padding the larger part comes after. */
function window(along: { size: number; filter: number; stride: number; padding: string }): {
  outputs: number;
  padBefore: number;
} {
  const { size, filter, stride, padding } = along;
  if (padding === 'valid') return { outputs: Math.ceil((size - filter + 1) / stride), padBefore: 0 };
  const outputs = Math.ceil(size / stride);
  return { outputs, padBefore: Math.max(0, (outputs - 1) * stride + filter - size) >> 1 };
}
