import type { ImageSpec } from '../shared/dataset';
import type { LayerRow } from './layer-row';

/**
 * A network as data: a chain of layers. From this one description come the tfjs network, the layer table, the
 * parameter and multiply-accumulate counts, and the check that uploaded weights fit.
 */
export type LayerSpec =
  | {
      readonly kind: 'conv';
      readonly filters: number;
      readonly size: number;
      readonly stride: number;
      readonly bias: boolean;
    }
  | { readonly kind: 'batch-norm'; readonly momentum: number; readonly epsilon: number }
  | { readonly kind: 'relu' }
  | { readonly kind: 'max-pool' } // 2 x 2, stride 2
  | { readonly kind: 'dropout'; readonly rate: number }
  | { readonly kind: 'flatten' }
  | { readonly kind: 'global-average-pool' }
  | { readonly kind: 'dense'; readonly units: number };

/** The layer table of a chain that ends in softmax. All convolutions pad to 'same'. */
export function layerTable(layers: readonly LayerSpec[], image: ImageSpec): LayerRow[] {
  let shape: readonly number[] = [image.height, image.width, image.channels];
  const rows = layers.map((layer) => {
    const row = layerRow(layer, shape);
    shape = row.outputShape;
    return row;
  });
  return [
    ...rows,
    { name: 'softmax', kind: 'softmax', outputShape: shape, parameters: 0, multiplyAccumulates: 0 },
  ];
}

function layerRow(layer: LayerSpec, input: readonly number[]): LayerRow {
  const outputShape = outputShapeOf(layer, input);
  const channels = input.at(-1) ?? 0;
  const inputs = product(input);
  switch (layer.kind) {
    case 'conv': {
      const taps = layer.size * layer.size * channels;
      return {
        name: `conv ${layer.size} × ${layer.size}${layer.stride > 1 ? ` / ${layer.stride}` : ''}`,
        kind: 'conv',
        outputShape,
        parameters: taps * layer.filters + (layer.bias ? layer.filters : 0),
        multiplyAccumulates: taps * product(outputShape),
      };
    }
    case 'dense':
      return {
        name: 'dense',
        kind: 'dense',
        outputShape,
        parameters: (inputs + 1) * layer.units,
        multiplyAccumulates: inputs * layer.units,
      };
    case 'batch-norm':
      return {
        name: 'batch norm',
        kind: 'batch-norm',
        outputShape,
        parameters: 4 * channels,
        multiplyAccumulates: 0,
      };
    case 'dropout':
      return {
        name: `dropout ${layer.rate}`,
        kind: 'dropout',
        outputShape,
        parameters: 0,
        multiplyAccumulates: 0,
      };
    case 'max-pool':
      return { name: 'max pool 2 × 2', kind: 'max-pool', outputShape, parameters: 0, multiplyAccumulates: 0 };
    case 'global-average-pool':
      return {
        name: 'global average pool',
        kind: layer.kind,
        outputShape,
        parameters: 0,
        multiplyAccumulates: 0,
      };
    case 'relu':
    case 'flatten':
      return { name: layer.kind, kind: layer.kind, outputShape, parameters: 0, multiplyAccumulates: 0 };
  }
}

function outputShapeOf(layer: LayerSpec, input: readonly number[]): readonly number[] {
  const [height = 0, width = 0, channels = 0] = input;
  switch (layer.kind) {
    case 'conv':
      return [Math.ceil(height / layer.stride), Math.ceil(width / layer.stride), layer.filters];
    case 'max-pool':
      return [Math.floor(height / 2), Math.floor(width / 2), channels];
    case 'flatten':
      return [product(input)];
    case 'global-average-pool':
      return [channels];
    case 'dense':
      return [layer.units];
    default:
      return input;
  }
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}
