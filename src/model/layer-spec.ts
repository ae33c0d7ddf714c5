import type { ImageSpec } from '../shared/dataset';
import type { LayerRow } from './layer-row';

/**
 * A network as data: a chain of layers and residual blocks. From this one description come the tfjs network, the layer table, the
 * parameter and multiply-accumulate counts, and the check that uploaded weights fit.
 */
export type LayerSpec =
  | {
      readonly kind: 'conv';
      readonly filters: number;
      readonly size: number;
      readonly stride: number;
      readonly bias: boolean;
      readonly padding: 'same' | 'valid';
    }
  | {
      readonly kind: 'batch-norm';
      readonly momentum: number;
      readonly epsilon: number;
      /** What its scale starts at; absent: 1. */
      readonly firstScale?: number;
    }
  | { readonly kind: 'relu' }
  | { readonly kind: 'max-pool' } // 2 x 2, stride 2
  | { readonly kind: 'dropout'; readonly rate: number }
  | { readonly kind: 'flatten' }
  | { readonly kind: 'global-average-pool' }
  | { readonly kind: 'dense'; readonly units: number }
  /** The sum of what the branch and the shortcut make of one input, then ReLU. An empty shortcut is the input itself. */
  | {
      readonly kind: 'residual';
      readonly branch: readonly PlainLayerSpec[];
      readonly shortcut: readonly PlainLayerSpec[];
    };

export type PlainLayerSpec = Exclude<LayerSpec, { kind: 'residual' }>;

/** The layer table of a chain; probabilities come last, by softmax, or by sigmoid of one unit. */
export function layerTable(layers: readonly LayerSpec[], image: ImageSpec): LayerRow[] {
  const rows = rowsOf(layers, [image.height, image.width, image.channels]);
  const outputShape = rows.at(-1)?.outputShape ?? [];
  const kind = product(outputShape) === 1 ? 'sigmoid' : 'softmax';
  return [...rows, { ...unweighted(outputShape), name: kind, kind }];
}

function rowsOf(layers: readonly LayerSpec[], input: readonly number[]): LayerRow[] {
  let shape = input;
  return layers.flatMap((layer) => {
    const rows = layer.kind === 'residual' ? residualRows(layer, shape) : [layerRow(layer, shape)];
    shape = rows.at(-1)?.outputShape ?? shape;
    return rows;
  });
}

/** The branch, the shortcut, and where they meet. */
function residualRows(
  { branch, shortcut }: Extract<LayerSpec, { kind: 'residual' }>,
  input: readonly number[],
): LayerRow[] {
  const rows = rowsOf(branch, input);
  const around = rowsOf(shortcut, input).map(asShortcut);
  const end = unweighted(rows.at(-1)?.outputShape ?? input);
  const sum: LayerRow = { ...end, name: 'add', kind: 'add', skips: rows.length + around.length };
  return [...rows, ...around, sum, { ...end, name: 'relu', kind: 'relu' }];
}

function asShortcut(row: LayerRow): LayerRow {
  return row.kind === 'conv' ? { ...row, kind: 'shortcut', name: row.name.replace('conv', 'shortcut') } : row;
}

function unweighted(
  outputShape: readonly number[],
): Pick<LayerRow, 'outputShape' | 'parameters' | 'multiplyAccumulates'> {
  return { outputShape, parameters: 0, multiplyAccumulates: 0 };
}

function layerRow(layer: PlainLayerSpec, input: readonly number[]): LayerRow {
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
      return { ...unweighted(outputShape), name: 'batch norm', kind: layer.kind, parameters: 4 * channels };
    case 'dropout':
      return { ...unweighted(outputShape), name: `dropout ${layer.rate}`, kind: layer.kind };
    case 'max-pool':
      return { ...unweighted(outputShape), name: 'max pool 2 × 2', kind: layer.kind };
    case 'global-average-pool':
      return { ...unweighted(outputShape), name: 'global average pool', kind: layer.kind };
    case 'relu':
    case 'flatten':
      return { ...unweighted(outputShape), name: layer.kind, kind: layer.kind };
  }
}

function outputShapeOf(layer: PlainLayerSpec, input: readonly number[]): readonly number[] {
  const [height = 0, width = 0, channels = 0] = input;
  switch (layer.kind) {
    case 'conv':
      return [...[height, width].map((side) => outputSide(layer, side)), layer.filters];
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

function outputSide({ padding, size, stride }: Extract<LayerSpec, { kind: 'conv' }>, side: number): number {
  return Math.max(0, Math.ceil((padding === 'same' ? side : side - size + 1) / stride));
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}
