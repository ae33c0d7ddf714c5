import type { NetworkDescription } from '../../model/presets';

type LayerRow = NetworkDescription['layers'][number];

/** One tensor of the network, as the drawing shows it. */
export interface NetworkBlock {
  readonly operation: string | undefined; // what made it; undefined for the input
  readonly kind: 'input' | 'conv' | 'pool' | 'vector' | 'output';
  readonly shape: readonly number[];
  /** Of the layer and what follows it up to the next block, batch norm say; shortcuts have their own. */
  readonly parameters: number;
  /** Front face, in drawing units. */
  readonly width: number;
  readonly height: number;
  /** How far it reaches back: its channels. */
  readonly depth: number;
}

/** What goes around the blocks of a residual branch, to be added at its end. */
export interface NetworkSkip {
  readonly from: number; // index of the block it starts at
  readonly to: number; // index of the block it is added to
  /** What is done to it on the way; undefined: nothing. */
  readonly operation: string | undefined;
  readonly parameters: number;
}

const SHOWN = new Set<LayerRow['kind']>(['conv', 'max-pool', 'global-average-pool', 'flatten', 'dense']);

/** The tensors between which the shape changes, or convolutions change the content. */
export function networkBlocks({ input, layers }: NetworkDescription): NetworkBlock[] {
  const { height, width, channels } = input.image;
  const shown = [...layers.keys()].filter((row) => SHOWN.has(kindAt(layers, row)));
  const block = (
    operation: string | undefined,
    kind: NetworkBlock['kind'],
    shape: readonly number[],
    parameters: number,
  ) => ({ operation, kind, shape, parameters, ...blockSize(shape, height) });
  return [
    block(undefined, 'input', [height, width, channels], 0),
    ...shown.map((row, index) => {
      const { name = '', outputShape = [] } = layers[row] ?? {};
      const kind = blockKind(kindAt(layers, row), index === shown.length - 1);
      const rows = layers.slice(row, shown[index + 1]).filter((_, place) => !isAround(layers, row + place));
      return block(name, kind, outputShape, parametersOf(rows));
    }),
  ];
}

/** The sums of the network: between which blocks, and what is on the way. */
export function networkSkips({ layers }: Pick<NetworkDescription, 'layers'>): NetworkSkip[] {
  const blockOf = (end: number) => layers.slice(0, end).filter(({ kind }) => SHOWN.has(kind)).length;
  return layers.flatMap(({ skips }, row) => {
    if (skips === undefined) return [];
    const first = row - skips;
    const around = layers.slice(first, row).filter((_, place) => isAround(layers, first + place));
    return {
      from: blockOf(first),
      to: blockOf(row),
      operation: around.find(({ kind }) => kind === 'shortcut')?.name,
      parameters: parametersOf(around),
    };
  });
}

/** Whether a row stands in a shortcut: its convolution, and the norm behind that. */
function isAround(layers: readonly LayerRow[], row: number): boolean {
  const kind = kindAt(layers, row);
  return kind === 'shortcut' || (kind === 'batch-norm' && layers[row - 1]?.kind === 'shortcut');
}

function kindAt(layers: readonly LayerRow[], row: number): LayerRow['kind'] {
  return layers[row]?.kind ?? 'relu'; // rows come from these layers
}

function parametersOf(rows: readonly LayerRow[]): number {
  return rows.reduce((sum, { parameters }) => sum + parameters, 0);
}

function blockKind(kind: LayerRow['kind'], isLast: boolean): NetworkBlock['kind'] {
  if (isLast) return 'output';
  if (kind === 'conv') return 'conv';
  return kind === 'max-pool' ? 'pool' : 'vector';
}

/** The front is the picture, to scale; the depth is the logarithm of the channels (1 to 512 would not fit a page). */
function blockSize(
  shape: readonly number[],
  inputHeight: number,
): Pick<NetworkBlock, 'width' | 'height' | 'depth'> {
  const [rows = 1, columns = 1, channels] = shape;
  if (channels === undefined) return { width: 8, height: 18 + 7.5 * Math.log2(rows), depth: 0 };
  const unit = 96 / inputHeight;
  return { width: columns * unit + 6, height: rows * unit + 6, depth: 3 + 4.5 * Math.log2(channels) };
}
