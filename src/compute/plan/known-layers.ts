import type { Variable } from '@tensorflow/tfjs-core';
import type { layers, LayerVariable } from '@tensorflow/tfjs-layers';
import { layerNumber } from '../layers';

export type Layer = InstanceType<typeof layers.Layer>;

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

export function featureShape(of: Layer['output']): FeatureShape | undefined {
  if (Array.isArray(of)) return undefined;
  const [, height, width, channels] = of.shape;
  return height && width && channels ? [height, width, channels] : undefined;
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

export function isPixel([height, width]: FeatureShape): boolean {
  return height === 1 && width === 1;
}

export function isRelu(layer: Layer): true | undefined {
  return is(layer, 'Activation') && configOf(layer).activation === 'relu' ? true : undefined;
}

/** Max pooling of 2 x 2 with stride 2 that leaves out what fills no window. */
export function isPoolOfTwo(layer: Layer): true | undefined {
  if (!is(layer, 'MaxPooling2D')) return undefined;
  const { poolSize, strides, padding } = configOf(layer);
  return poolSize?.join() === '2,2' && strides?.join() === '2,2' && padding === 'valid' ? true : undefined;
}

export function dropoutOf(layer: Layer): Dropout | undefined {
  const { rate } = configOf(layer);
  return is(layer, 'Dropout') && rate !== undefined ? { rate, layer: layerNumber(layer.name) } : undefined;
}

/** @returns undefined for one without scale or shift, too */
export function normOf(layer: Layer): Norm | undefined {
  if (!is(layer, 'BatchNormalization')) return undefined;
  const { axis, momentum, epsilon } = configOf(layer);
  const [gamma, beta, movingMean, movingVariance, ...others] = variablesOf(layer);
  if (momentum === undefined || epsilon === undefined || (axis !== -1 && axis !== 3)) return undefined;
  if (!gamma || !beta || !movingMean || !movingVariance || others.length > 0) return undefined;
  return { gamma, beta, movingMean, movingVariance, momentum, epsilon };
}

export function is(layer: Layer, className: string): boolean {
  return layer.getClassName() === className;
}

/** A layer's weight reads as the tfjs variable it wraps; tfjs-layers types it as the plain tensor. */
function variablesOf(layer: Layer): Variable[] {
  return layer.weights.map((weight: LayerVariable) => weight.read() as Variable);
}

/** @param shape of what it reads */
export function linearOf(layer: Layer, shape: FeatureShape): Linear | undefined {
  const config = configOf(layer);
  const dense = is(layer, 'Dense') && isPixel(shape);
  if (config.activation !== 'linear' || !(dense || (is(layer, 'Conv2D') && isPlainConvolution(config))))
    return undefined;
  const [kernel, bias] = variablesOf(layer);
  if (!kernel) return undefined;
  const { strides = [1], padding = 'valid' } = dense ? {} : config;
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
