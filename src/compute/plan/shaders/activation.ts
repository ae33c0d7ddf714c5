import { kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';
import type { FeatureShape } from '../known-layers';
import type { PlannedNorm } from './batch-norm';
import { maskFunction, type PlannedDropout } from './dropout-mask';

/**
 * What becomes of y [B, H, W, C]: batch norm or a bias, a sum, ReLU, max pooling of 2 x 2, dropout, each where it is
 * there. output = dropout(pool(relu(z))), z = scale x y + shift + added.
 */
interface ForwardBlock {
  readonly name: string;
  readonly batch: number;
  readonly shape: FeatureShape; // of y
  readonly rectifies: boolean;
  readonly pools: boolean;
  readonly dropout: PlannedDropout | undefined;
  readonly output: FeatureShape;
  readonly norm: Pick<PlannedNorm, 'table'> | undefined;
  /** Added to y where there is no norm. */
  readonly bias: PlanTensor | undefined;
  /** Of the shape of y; then the block neither pools nor drops. */
  readonly added?: PlanTensor | undefined;
  readonly y: PlanTensor;
  readonly outputs: PlanTensor;
}

export interface ActiveBlock extends ForwardBlock {
  readonly norm: PlannedNorm | undefined;
  /** Where the gradient of y goes: y itself where nothing else reads it. */
  readonly dy: PlanTensor;
  /** Where that of what is added goes: needed where ReLU makes it another than that of the output. */
  readonly dAdded?: PlanTensor | undefined;
}

export function rowsOf(batch: number, [height, width]: FeatureShape): number {
  return batch * height * width;
}

/** One invocation's window of y: 2 x 2 where the block pools, else one element. */
export function windowSides({
  pools,
}: Pick<ActiveBlock, 'pools'>): readonly (readonly [row: number, column: number])[] {
  return pools
    ? [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]
    : [[0, 0]];
}

/** WGSL for what z is worked out from, of one channel. */
export function constantsOf({ norm, bias }: ForwardBlock, vectors: number): string {
  if (bias) return '  let shift = bias[channel];';
  if (!norm) return '';
  return `  let scale = table[channel];
  let shift = table[${vectors}u + channel];
  let mean = table[${2 * vectors}u + channel];
  let inverse = table[${3 * vectors}u + channel];`;
}

function constantReads({ norm, bias }: ForwardBlock) {
  return {
    ...(bias && { bias: { tensor: bias, type: 'V' as const } }),
    ...(norm && { table: { tensor: norm.table, type: 'V' as const } }),
  };
}

/** WGSL: relu(z) of the element `y`, as far as the block has them. */
function activated({ norm, bias, added, rectifies }: ForwardBlock, y: string): string {
  const shifted = norm ? `${y} * scale + shift` : bias ? `${y} + shift` : y;
  const z = added ? `(${shifted} + added[at])` : shifted;
  // A NaN must go on: comparisons with it are false, so the select is written to keep it then.
  return rectifies ? `select(${z}, V(0), ${z} <= V(0))` : z;
}

/** output = dropout(pool(relu(z))), in one pass over y. */
export function activate(block: ForwardBlock): Kernel {
  const { name, batch, shape, output, dropout, pools } = block;
  const lanes = lanesOf(shape[2]);
  const vectors = shape[2] / lanes;
  const elements = rowsOf(batch, output) * vectors;
  const step = pools ? 2 : 1;
  const others = windowSides(block).slice(1);
  return kernel({
    label: `${name}: activate`,
    reads: {
      y: { tensor: block.y, type: 'V' },
      ...(block.added && { added: { tensor: block.added, type: 'V' as const } }),
      ...constantReads(block),
    },
    writes: { outputs: { tensor: block.outputs, type: 'V' } },
    declarations: maskFunction(dropout, lanes),
    body: `
  if (index >= ${elements}u) { return; }
  let channel = index % ${vectors}u;
  let pixel = index / ${vectors}u;
  let column = pixel % ${output[1]}u;
  let row = pixel / ${output[1]}u % ${output[0]}u;
  let image = pixel / ${output[0] * output[1]}u;
  let at = ((image * ${shape[0]}u + row * ${step}u) * ${shape[1]}u + column * ${step}u) * ${vectors}u + channel;
${constantsOf(block, vectors)}
  var best = ${activated(block, 'y[at]')};
${others
  .map(
    ([down, right], side) => `  let z${side} = ${activated(
      block,
      `y[at + ${(down * shape[1] + right) * vectors}u]`,
    )};
  best = select(best, z${side}, z${side} > best);`,
  )
  .join('\n')}
  outputs[index] = masked(best, index);`,
    groups: Math.ceil(elements / 64),
    workgroup: 64,
    lanes,
    readsStep: dropout !== undefined,
  });
}

/**
 * WGSL that works out the gradient of z for each element of a window: that of the output, for the first maximum, where
 * it is positive if there is a ReLU. Declares `slope<i>` for the elements of y at `at<i>`.
 */
export function windowGradient(block: ActiveBlock, y: string, outputIndex: string): string {
  const sides = windowSides(block);
  const slope = `    let slope = masked(dOutput[${outputIndex}], ${outputIndex});`;
  if (block.added && block.rectifies)
    return `${slope}\n    let slope0 = select(V(0), slope, outputs[${outputIndex}] > V(0));`;
  if (!needsValues(block)) return `${slope}\n    let slope0 = slope;`;
  const zs = sides.map((_, i) => `    let z${i} = ${activated(block, `${y}[at${i}]`)};`);
  const best = sides.slice(1).map((_, i) => `    best = select(best, z${i + 1}, z${i + 1} > best);`);
  const choose = sides.map(
    (_, i) => `    let is${i} = (z${i} == best) & free${i};
    let free${i + 1} = free${i} & !is${i};
    let slope${i} = select(V(0), slope, is${i}${block.rectifies ? ` & (z${i} > V(0))` : ''});`,
  );
  return [...zs, slope, '    var best = z0;', ...best, '    let free0 = Vb(true);', ...choose].join('\n');
}

/** Whether it depends on y where the output's gradient goes. After a sum the output tells. */
function needsValues({ rectifies, pools, added }: ActiveBlock): boolean {
  return (rectifies && !added) || pools;
}

/** What windowGradient reads beside y. */
export function gradientReads({ rectifies, added, outputs }: ActiveBlock, dOutput: PlanTensor) {
  return {
    dOutput: { tensor: dOutput, type: 'V' as const },
    ...(added && rectifies && { outputs: { tensor: outputs, type: 'V' as const } }),
  };
}

/** The gradient of y, through dropout, pooling, ReLU and norm. */
export function gradientOfActive(block: ActiveBlock, dOutput: PlanTensor): Kernel {
  const { name, batch, shape, output, dropout, norm, pools } = block;
  const lanes = lanesOf(shape[2]);
  const vectors = shape[2] / lanes;
  const step = pools ? 2 : 1;
  const [rows, columns] = [Math.ceil(shape[0] / step), Math.ceil(shape[1] / step)];
  const windows = batch * rows * columns * vectors;
  const sides = windowSides(block);
  const isInPlace = block.y === block.dy;
  const y = isInPlace ? 'dy' : 'y';
  const write = (i: number, slope: string) =>
    norm
      ? `dy[at${i}] = scale * (${slope} - (dBeta + (${y}[at${i}] - mean) * inverse * dGamma) / ${rowsOf(batch, shape)}.0);`
      : `dy[at${i}] = ${slope};`;
  // Where the height or width is odd, the last row or column is in no window: only its share of the means remains.
  const isPartial = rows > output[0] || columns > output[1];
  const partial = sides
    .map(
      (
        [down, right],
        i,
      ) => `    if (row * 2u + ${down}u < ${shape[0]}u && column * 2u + ${right}u < ${shape[1]}u) {
      ${write(i, 'V(0)')}
    }`,
    )
    .join('\n');
  const readsY = norm !== undefined || needsValues(block);
  return kernel({
    label: `${name}: gradient`,
    reads: {
      ...gradientReads(block, dOutput),
      ...(readsY && constantReads(block)),
      ...(readsY && !isInPlace && { y: { tensor: block.y, type: 'V' as const } }),
      ...(norm && { sums: { tensor: norm.sums, type: 'V' as const } }),
    },
    writes: {
      dy: { tensor: block.dy, type: 'V' },
      ...(block.dAdded && { dAdded: { tensor: block.dAdded, type: 'V' as const } }),
    },
    declarations: maskFunction(dropout, lanes),
    body: `
  if (index >= ${windows}u) { return; }
  let channel = index % ${vectors}u;
  let place = index / ${vectors}u;
  let column = place % ${columns}u;
  let row = place / ${columns}u % ${rows}u;
  let image = place / ${rows * columns}u;
${readsY ? constantsOf(block, vectors) : ''}
${norm ? `  let dBeta = sums[channel];\n  let dGamma = sums[${vectors}u + channel];` : ''}
${sides
  .map(
    ([down, right], i) =>
      `  let at${i} = ((image * ${shape[0]}u + row * ${step}u + ${down}u) * ${shape[1]}u + column * ${step}u + ${right}u) * ${vectors}u + channel;`,
  )
  .join('\n')}
${isPartial ? `  if (row >= ${output[0]}u || column >= ${output[1]}u) {\n${partial}\n    return;\n  }` : ''}
  let outputAt = ((image * ${output[0]}u + row) * ${output[1]}u + column) * ${vectors}u + channel;
${windowGradient(block, y, 'outputAt')}
${sides.map((_, i) => `  ${write(i, `slope${i}`)}`).join('\n')}
${block.dAdded ? '  dAdded[at0] = slope0;' : ''}`,
    groups: Math.ceil(windows / 64),
    workgroup: 64,
    lanes,
    readsStep: dropout !== undefined,
  });
}
