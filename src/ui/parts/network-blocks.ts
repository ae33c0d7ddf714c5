import type { NetworkDescription } from '../../model/presets';

/** One tensor of the network, as the drawing shows it. */
export interface NetworkBlock {
  readonly operation: string | undefined; // what made it; undefined for the input
  readonly kind: 'input' | 'conv' | 'pool' | 'vector' | 'output';
  readonly shape: readonly number[];
  /** Front face, in drawing units. */
  readonly width: number;
  readonly height: number;
  /** How far it reaches back: its channels. */
  readonly depth: number;
}

/** The tensors between which the shape changes, or convolutions change the content. */
export function networkBlocks({ input, layers }: NetworkDescription): NetworkBlock[] {
  const { height, width, channels } = input.image;
  const shown = layers.filter(({ kind }) =>
    ['conv', 'max-pool', 'global-average-pool', 'flatten', 'dense'].includes(kind),
  );
  const block = (operation: string | undefined, kind: NetworkBlock['kind'], shape: readonly number[]) => ({
    operation,
    kind,
    shape,
    ...blockSize(shape, height),
  });
  return [
    block(undefined, 'input', [height, width, channels]),
    ...shown.map(({ name, kind, outputShape }, index) =>
      block(name, blockKind(kind, index === shown.length - 1), outputShape),
    ),
  ];
}

function blockKind(
  kind: NetworkDescription['layers'][number]['kind'],
  isLast: boolean,
): NetworkBlock['kind'] {
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
