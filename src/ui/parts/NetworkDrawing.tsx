import { type Ref, useId } from 'react';
import type { NetworkDescription } from '../../model/presets';
import { labelLook } from '../label-look';
import { useWords } from '../words';
import { type NetworkBlock, networkBlocks, type NetworkSkip, networkSkips } from './network-blocks';
import { PixelFace } from './PixelFace';
import { ScrollFrame } from './Section';

const MIDDLE = 92; // y of the axis the blocks stand on
const WORDS = 170; // y of the first line under the blocks
const LINE = 14;
const HEIGHT = WORDS + 4 * LINE;
const LETTER = 5.8; // mean width of a letter of the captions
const DIGIT = 7.2; // of the shapes, which are bold; as a file they are set in whatever font there is
const OBLIQUE = { x: 0.62, y: 0.38 }; // per unit of depth
const SKIP = { apart: 9, rise: 22 }; // from a block's top, and how much higher it goes
const PLUS = 6.5; // radius of the sign where two values are added

interface NetworkDrawingProps {
  readonly network: NetworkDescription;
  readonly ref?: Ref<SVGSVGElement>;
}

/** The network as a row of blocks whose sizes are the tensors' shapes; what goes around a branch is an arc over it. */
export function NetworkDrawing({ network, ref }: NetworkDrawingProps) {
  const { t, n } = useWords();
  const id = useId();
  const blocks = placed(networkBlocks(network), t('model.input'));
  const skips = networkSkips(network);
  const width = blocks.reduce((sum, { slot }) => sum + slot, 0);
  const alt = t('model.drawingAlt', {
    from: shapeText(blocks[0]?.shape),
    to: shapeText(blocks.at(-1)?.shape),
  });
  const parameters = (count: number) => t('tune.diagram.parameters', { count, number: n.short(count) });
  const said = blocks.map(({ operation, shape, parameters: count }) =>
    [operation ?? t('model.input'), shapeText(shape), ...(count > 0 ? [parameters(count)] : [])].join(', '),
  );
  return (
    <ScrollFrame label={alt}>
      <svg
        ref={ref}
        className="network"
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-blocks`}
        style={{ minInlineSize: `${width * 0.92}px`, maxInlineSize: `${width * 1.25}px` }}
      >
        <title id={`${id}-title`}>{alt}</title>
        <desc id={`${id}-blocks`}>
          {[...said, ...(skips.length > 0 ? [t('tune.diagram.skips', { count: skips.length })] : [])].join(
            '; ',
          )}
        </desc>
        <line className="network-axis" x1={0} x2={width} y1={MIDDLE} y2={MIDDLE} />
        {blocks.map((block) => (
          <g key={block.centre} transform={`translate(${block.centre} 0)`}>
            {block.kind === 'output' ? <OutputBlock labels={network.labels} /> : <Cuboid block={block} />}
            {block.words.map((line, index) => (
              <text key={line} className="network-operation" y={WORDS + index * LINE}>
                {line}
              </text>
            ))}
            <text className="network-shape" y={WORDS + 2 * LINE + 3}>
              {compactShape(block.shape)}
            </text>
            {block.parameters > 0 && (
              <text className="network-parameters" y={WORDS + 3 * LINE + 2}>
                {n.short(block.parameters)}
              </text>
            )}
          </g>
        ))}
        {skips.map((skip) => (
          <Skip key={skip.to} skip={skip} blocks={blocks} />
        ))}
      </svg>
    </ScrollFrame>
  );
}

interface PlacedBlock extends NetworkBlock {
  readonly words: readonly string[]; // one or two lines under the box
  readonly slot: number; // room it takes in the row
  readonly centre: number;
}

/** Side by side, each with room for its box and for the words under it. */
function placed(blocks: readonly NetworkBlock[], input: string): PlacedBlock[] {
  let left = 0;
  return blocks.map((block) => {
    const words = twoLines(block.operation ?? input);
    const longest = LETTER * Math.max(...words.map(letters));
    const shape = DIGIT * compactShape(block.shape).length;
    const slot = Math.max(block.width + block.depth * OBLIQUE.x, longest, shape) + 14;
    left += slot;
    return Object.assign({ words, slot, centre: left - slot / 2 }, block);
  });
}

/** How wide a line is, in letters; a Chinese character is as wide as two. */
function letters(line: string): number {
  return line.length + (line.match(/[\u4e00-\u9fff]/gu)?.length ?? 0);
}

/** "conv 5 × 5 / 2" as its kind over its size; a long name without a size at its first space. */
function twoLines(operation: string): readonly string[] {
  const size = operation.search(/ \d/);
  const end = size < 0 && operation.length > 10 ? operation.indexOf(' ') : size;
  return end < 0 ? [operation] : [operation.slice(0, end), operation.slice(end + 1)];
}

export function compactShape(shape: readonly number[]): string {
  return shape.join('×');
}

export function shapeText(shape: readonly number[] = []): string {
  return shape.join(' × ');
}

/** y of the highest edge of a block. */
function topOf({ height, depth }: NetworkBlock): number {
  return MIDDLE - (height + depth * OBLIQUE.y) / 2;
}

/** From a block over the branch to where it is added. */
function Skip({
  skip: { from, to, operation, parameters },
  blocks,
}: {
  readonly skip: NetworkSkip;
  readonly blocks: readonly PlacedBlock[];
}) {
  const { n } = useWords();
  const [first, last] = [blocks[from], blocks[to]];
  if (!first || !last) return null;
  const [x1, x2] = [first.centre + first.slot / 4, last.centre];
  const [y1, y2] = [topOf(first) - 2, topOf(last) - SKIP.apart];
  const over = Math.min(...blocks.slice(from, to + 1).map(topOf)) - SKIP.rise;
  return (
    <g className="network-skip">
      <path
        d={`M${x1} ${y1}C${x1} ${over} ${x1} ${over} ${x1 + 14} ${over}H${x2 - 14}C${x2} ${over} ${x2} ${over} ${x2} ${y2 - PLUS}`}
      />
      <circle cx={x2} cy={y2} r={PLUS} />
      <path d={`M${x2 - 3} ${y2}h6M${x2} ${y2 - 3}v6`} />
      {operation !== undefined && (
        <text x={(x1 + x2) / 2} y={over - 4}>
          {`${operation} · ${n.short(parameters)}`}
        </text>
      )}
    </g>
  );
}

/** A box in oblique projection, centred on the axis. */
function Cuboid({ block: { kind, width, height, depth } }: { readonly block: NetworkBlock }) {
  const dx = depth * OBLIQUE.x;
  const dy = depth * OBLIQUE.y;
  const left = -(width + dx) / 2;
  const top = MIDDLE - (height - dy) / 2;
  const right = left + width;
  const bottom = top + height;
  return (
    <g className={`block block-${kind}`}>
      <path className="block-top" d={`M${left} ${top}l${dx} ${-dy}h${width}L${right} ${top}z`} />
      <path className="block-side" d={`M${right} ${top}l${dx} ${-dy}v${height}L${right} ${bottom}z`} />
      {kind === 'input' ? (
        <svg x={left} y={top} width={width} height={height} viewBox="0 0 12 12">
          <PixelFace />
        </svg>
      ) : (
        <rect className="block-front" x={left} y={top} width={width} height={height} />
      )}
    </g>
  );
}

/** The probabilities: one disc per label, in its colour. */
function OutputBlock({ labels }: { readonly labels: readonly string[] }) {
  const gap = Math.min(18, 130 / labels.length);
  return labels.map((label, index) => (
    <circle
      key={label}
      cy={MIDDLE + (index - (labels.length - 1) / 2) * gap}
      r={gap * 0.4}
      fill={labelLook(label).colour}
    />
  ));
}
