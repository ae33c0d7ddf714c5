import type { Optimizer } from '../../../shared/recipe';
import { float } from '../../wgsl-number';
import { kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';
import type { FeatureShape, Norm } from '../network-chain';
import { moveAt, movedBindings, type PlanParameter } from './move-weight';
import { maskFunction, type PlannedDropout } from './dropout-mask';

/** Batch norm, ReLU, pooling and dropout over y [B, H, W, C], and everything they keep between kernels. */
export interface NormedBlock {
  readonly name: string;
  readonly batch: number;
  readonly shape: FeatureShape; // of y
  readonly pools: boolean;
  readonly output: FeatureShape;
  readonly dropout: PlannedDropout | undefined;
  readonly epsilon: Norm['epsilon'];
  readonly momentum: Norm['momentum'];
  readonly tensors: {
    /** Before batch norm; its own gradient takes its place on the way back. */
    readonly y: PlanTensor;
    readonly output: PlanTensor;
    /** [chunks, 2, C]: mean and sum of squared deviations. */
    readonly statistics: PlanTensor;
    /** [4, C]: scale, shift, mean, 1 / deviation. */
    readonly norm: PlanTensor;
    /** [chunks, 2, C]: sums of dz and of dz x normalised y. */
    readonly slopes: PlanTensor;
    /** [2, C]: gradients of beta and gamma. */
    readonly sums: PlanTensor;
    readonly movingMean: PlanTensor;
    readonly movingVariance: PlanTensor;
    readonly bias: PlanTensor | undefined;
  };
  readonly gamma: PlanParameter;
  readonly beta: PlanParameter;
}

const MOST_CHUNKS = 1024;
const LEAST_ROWS = 16;

/** Rows are summed in chunks side by side, the chunks then in a fixed order. */
export function chunksOf(rows: number): { readonly count: number; readonly rows: number } {
  const each = Math.max(LEAST_ROWS, Math.ceil(rows / MOST_CHUNKS));
  return { count: Math.ceil(rows / each), rows: each };
}

function rowsOf(batch: number, [height, width]: FeatureShape): number {
  return batch * height * width;
}

/** Invocations that add up chunks of one channel. */
function helpers(chunks: number): number {
  return Math.min(64, 2 ** Math.ceil(Math.log2(chunks)));
}

/** Mean and squared deviations of each chunk, from sums around the chunk's first value: no cancellation. */
export function chunkStatistics({ name, batch, shape, tensors }: NormedBlock): Kernel {
  const rows = rowsOf(batch, shape);
  const chunks = chunksOf(rows);
  const lanes = lanesOf(shape[2]);
  const vectors = shape[2] / lanes;
  return kernel({
    label: `${name}: statistics`,
    reads: { y: { tensor: tensors.y, type: 'V' } },
    writes: { statistics: { tensor: tensors.statistics, type: 'V' } },
    body: `
  if (index >= ${chunks.count * vectors}u) { return; }
  let channel = index % ${vectors}u;
  let chunk = index / ${vectors}u;
  let begin = chunk * ${chunks.rows}u;
  let end = min(begin + ${chunks.rows}u, ${rows}u);
  let origin = y[begin * ${vectors}u + channel];
  var total = V(0);
  var squares = V(0);
  for (var row = begin + 1u; row < end; row++) {
    let difference = y[row * ${vectors}u + channel] - origin;
    total += difference;
    squares += difference * difference;
  }
  let share = total / f32(end - begin);
  statistics[chunk * ${2 * vectors}u + channel] = origin + share;
  statistics[chunk * ${2 * vectors}u + ${vectors}u + channel] = max(squares - total * share, V(0));`,
    groups: Math.ceil((chunks.count * vectors) / 64),
    workgroup: 64,
    lanes,
  });
}

/** Merges the chunks of each channel (Chan, Golub and LeVeque 1983) and moves the moving averages. */
export function mergeStatistics(block: NormedBlock): Kernel {
  const { name, batch, shape, tensors, gamma, beta, epsilon, momentum } = block;
  const rows = rowsOf(batch, shape);
  const chunks = chunksOf(rows);
  const channels = shape[2];
  const team = helpers(chunks.count);
  return kernel({
    label: `${name}: merge statistics`,
    reads: {
      statistics: { tensor: tensors.statistics, type: 'f32' },
      gamma: { tensor: gamma.value, type: 'f32' },
      beta: { tensor: beta.value, type: 'f32' },
      ...(tensors.bias && { bias: { tensor: tensors.bias, type: 'f32' as const } }),
    },
    writes: {
      norm: { tensor: tensors.norm, type: 'f32' },
      movingMean: { tensor: tensors.movingMean, type: 'f32' },
      movingVariance: { tensor: tensors.movingVariance, type: 'f32' },
    },
    declarations: `
struct Spread { count : f32, mean : f32, squares : f32 }
var<workgroup> team : array<Spread, ${team}>;
fn merge(a : Spread, b : Spread) -> Spread {
  let count = a.count + b.count;
  let difference = b.mean - a.mean;
  return Spread(count, a.mean + difference * (b.count / count),
    a.squares + b.squares + difference * difference * (a.count * b.count / count));
}
fn chunkAt(chunk : u32, channel : u32) -> Spread {
  let count = min(${chunks.rows}u, ${rows}u - chunk * ${chunks.rows}u);
  return Spread(f32(count), statistics[chunk * ${2 * channels}u + channel],
    statistics[chunk * ${2 * channels}u + ${channels}u + channel]);
}`,
    body: `
  if (group >= ${channels}u) { return; }
  let channel = group;
  if (lane < ${chunks.count}u) {
    var own = chunkAt(lane, channel);
    for (var chunk = lane + ${team}u; chunk < ${chunks.count}u; chunk += ${team}u) {
      own = merge(own, chunkAt(chunk, channel));
    }
    team[lane] = own;
  }
  workgroupBarrier();
  if (lane > 0u) { return; }
  var all = team[0];
  for (var other = 1u; other < ${Math.min(team, chunks.count)}u; other++) { all = merge(all, team[other]); }
  let variance = all.squares / ${rows}.0;
  let inverse = 1.0 / sqrt(variance + ${float(epsilon)});
  let scale = gamma[channel] * inverse;
  norm[channel] = scale;
  norm[${channels}u + channel] = beta[channel] - all.mean * scale;
  norm[${2 * channels}u + channel] = all.mean;
  norm[${3 * channels}u + channel] = inverse;
  // The bias before batch norm is left out of y: it would only move the mean.
  let mean = all.mean${tensors.bias ? ' + bias[channel]' : ''};
  movingMean[channel] = movingMean[channel] * ${float(momentum)} + mean * ${float(1 - momentum)};
  movingVariance[channel] = movingVariance[channel] * ${float(momentum)} + variance * ${float(1 - momentum)};`,
    groups: channels,
    workgroup: team,
  });
}

// A NaN must go on: comparisons with it are false, so each select is written to keep it then.
const ACTIVATE = 'fn activated(z : V) -> V { return select(z, V(0), z <= V(0)); }';

/** One invocation's window of y: 2 x 2 where the block pools, else one element. */
function windowSides({ pools }: NormedBlock): readonly (readonly [row: number, column: number])[] {
  return pools
    ? [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]
    : [[0, 0]];
}

/** output = dropout(pool(relu(scale x y + shift))), in one pass over y. */
export function activate(block: NormedBlock): Kernel {
  const { name, batch, shape, output, dropout, tensors, pools } = block;
  const lanes = lanesOf(shape[2]);
  const vectors = shape[2] / lanes;
  const elements = rowsOf(batch, output) * vectors;
  const step = pools ? 2 : 1;
  return kernel({
    label: `${name}: activate`,
    reads: { y: { tensor: tensors.y, type: 'V' }, norm: { tensor: tensors.norm, type: 'V' } },
    writes: { outputs: { tensor: tensors.output, type: 'V' } },
    declarations: `${ACTIVATE}\n${maskFunction(dropout, lanes)}`,
    body: `
  if (index >= ${elements}u) { return; }
  let channel = index % ${vectors}u;
  let pixel = index / ${vectors}u;
  let column = pixel % ${output[1]}u;
  let row = pixel / ${output[1]}u % ${output[0]}u;
  let image = pixel / ${output[0] * output[1]}u;
  let at = ((image * ${shape[0]}u + row * ${step}u) * ${shape[1]}u + column * ${step}u) * ${vectors}u + channel;
  let scale = norm[channel];
  let shift = norm[${vectors}u + channel];
  var best = activated(y[at] * scale + shift);
${windowSides(block)
  .slice(1)
  .map(
    (
      [down, right],
      side,
    ) => `  let z${side} = activated(y[at + ${(down * shape[1] + right) * vectors}u] * scale + shift);
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
 * WGSL that works out dz, the gradient after batch norm, for each element of a window: that of the output, for the
 * first maximum where it is positive. Declares `slope<i>` and `hat<i>` (normalised y) for the elements at `at<i>`.
 */
function windowGradient(block: NormedBlock, outputIndex: string): string {
  const sides = windowSides(block);
  const zs = sides.map(
    (_, i) => `
    let hat${i} = (y[at${i}] - mean) * inverse;
    let z${i} = activated(y[at${i}] * scale + shift);`,
  );
  const best = sides.slice(1).map((_, i) => `    best = select(best, z${i + 1}, z${i + 1} > best);`);
  const choose = sides.map(
    (_, i) => `    let is${i} = (z${i} == best) & free${i};
    let free${i + 1} = free${i} & !is${i};
    let slope${i} = select(V(0), slope, is${i} & (z${i} > V(0)));`,
  );
  return `${zs.join('')}
    let slope = masked(dOutput[${outputIndex}], ${outputIndex});
    var best = z0;
${best.join('\n')}
    let free0 = Vb(true);
${choose.join('\n')}`;
}

function normConstants(vectors: number): string {
  return `
  let scale = norm[channel];
  let shift = norm[${vectors}u + channel];
  let mean = norm[${2 * vectors}u + channel];
  let inverse = norm[${3 * vectors}u + channel];`;
}

/** Sums of dz and of dz x normalised y over each chunk of output pixels. */
export function chunkSlopes(block: NormedBlock, dOutput: PlanTensor): Kernel {
  const { name, batch, shape, output, dropout, tensors, pools } = block;
  const lanes = lanesOf(shape[2]);
  const vectors = shape[2] / lanes;
  const rows = rowsOf(batch, output);
  const chunks = chunksOf(rows);
  const step = pools ? 2 : 1;
  return kernel({
    label: `${name}: slopes`,
    reads: {
      y: { tensor: tensors.y, type: 'V' },
      norm: { tensor: tensors.norm, type: 'V' },
      dOutput: { tensor: dOutput, type: 'V' },
    },
    writes: { slopes: { tensor: tensors.slopes, type: 'V' } },
    declarations: `${ACTIVATE}\n${maskFunction(dropout, lanes)}`,
    body: `
  if (index >= ${chunks.count * vectors}u) { return; }
  let channel = index % ${vectors}u;
  let chunk = index / ${vectors}u;
${normConstants(vectors)}
  var dBeta = V(0);
  var dGamma = V(0);
  for (var pixel = chunk * ${chunks.rows}u; pixel < min((chunk + 1u) * ${chunks.rows}u, ${rows}u); pixel++) {
    let column = pixel % ${output[1]}u;
    let row = pixel / ${output[1]}u % ${output[0]}u;
    let image = pixel / ${output[0] * output[1]}u;
    let at0 = ((image * ${shape[0]}u + row * ${step}u) * ${shape[1]}u + column * ${step}u) * ${vectors}u + channel;
${windowSides(block)
  .slice(1)
  .map(([down, right], side) => `    let at${side + 1} = at0 + ${(down * shape[1] + right) * vectors}u;`)
  .join('\n')}
${windowGradient(block, `pixel * ${vectors}u + channel`)}
${windowSides(block)
  .map((_, i) => `    dBeta += slope${i};\n    dGamma += slope${i} * hat${i};`)
  .join('\n')}
  }
  slopes[chunk * ${2 * vectors}u + channel] = dBeta;
  slopes[chunk * ${2 * vectors}u + ${vectors}u + channel] = dGamma;`,
    groups: Math.ceil((chunks.count * vectors) / 64),
    workgroup: 64,
    lanes,
    readsStep: dropout !== undefined,
  });
}

/** Adds the chunks, and moves gamma and beta: what is needed of them further down is in `norm`. */
export function mergeSlopes(block: NormedBlock, optimizer: Optimizer): Kernel {
  const { name, batch, output, shape, tensors, gamma, beta } = block;
  const chunks = chunksOf(rowsOf(batch, output));
  const channels = shape[2];
  const team = helpers(chunks.count);
  return kernel({
    label: `${name}: merge slopes, ${optimizer.kind}`,
    reads: { slopes: { tensor: tensors.slopes, type: 'f32' } },
    writes: {
      sums: { tensor: tensors.sums, type: 'f32' },
      ...movedBindings('gamma', gamma, 'f32'),
      ...movedBindings('beta', beta, 'f32'),
    },
    declarations: `var<workgroup> team : array<vec2f, ${team}>;`,
    body: `
  if (group >= ${channels}u) { return; }
  var own = vec2f(0);
  for (var chunk = lane; chunk < ${chunks.count}u; chunk += ${team}u) {
    let at = chunk * ${2 * channels}u + group;
    own += vec2f(slopes[at], slopes[at + ${channels}u]);
  }
  team[lane] = own;
  workgroupBarrier();
  if (lane > 0u) { return; }
  var all = team[0];
  for (var other = 1u; other < ${team}u; other++) { all += team[other]; }
  sums[group] = all.x;
  sums[${channels}u + group] = all.y;
  ${moveAt('beta', beta, optimizer, { index: 'group', gradient: 'all.x' })}
  ${moveAt('gamma', gamma, optimizer, { index: 'group', gradient: 'all.y' })}`,
    groups: channels,
    workgroup: team,
    readsStep: true,
  });
}

/** The gradient of y, through dropout, pooling, ReLU and batch norm, written over y. */
export function gradientOfNormed(block: NormedBlock, dOutput: PlanTensor): Kernel {
  const { name, batch, shape, output, dropout, tensors, pools } = block;
  const lanes = lanesOf(shape[2]);
  const vectors = shape[2] / lanes;
  const step = pools ? 2 : 1;
  const [rows, columns] = [Math.ceil(shape[0] / step), Math.ceil(shape[1] / step)];
  const windows = batch * rows * columns * vectors;
  const sides = windowSides(block);
  const write = (i: number, slope: string, hat: string) =>
    `y[at${i}] = scale * (${slope} - (dBeta + ${hat} * dGamma) / ${rowsOf(batch, shape)}.0);`;
  // Where the height or width is odd, the last row or column is in no window: only its share of the means remains.
  const isPartial = rows > output[0] || columns > output[1];
  const partial = sides
    .map(
      (
        [down, right],
        i,
      ) => `    if (row * 2u + ${down}u < ${shape[0]}u && column * 2u + ${right}u < ${shape[1]}u) {
      ${write(i, 'V(0)', `((y[at${i}] - mean) * inverse)`)}
    }`,
    )
    .join('\n');
  return kernel({
    label: `${name}: gradient`,
    reads: {
      norm: { tensor: tensors.norm, type: 'V' },
      sums: { tensor: tensors.sums, type: 'V' },
      dOutput: { tensor: dOutput, type: 'V' },
    },
    writes: { y: { tensor: tensors.y, type: 'V' } },
    declarations: `${ACTIVATE}\n${maskFunction(dropout, lanes)}`,
    body: `
  if (index >= ${windows}u) { return; }
  let channel = index % ${vectors}u;
  let place = index / ${vectors}u;
  let column = place % ${columns}u;
  let row = place / ${columns}u % ${rows}u;
  let image = place / ${rows * columns}u;
${normConstants(vectors)}
  let dBeta = sums[channel];
  let dGamma = sums[${vectors}u + channel];
${sides
  .map(
    ([down, right], i) =>
      `  let at${i} = ((image * ${shape[0]}u + row * ${step}u + ${down}u) * ${shape[1]}u + column * ${step}u + ${right}u) * ${vectors}u + channel;`,
  )
  .join('\n')}
${isPartial ? `  if (row >= ${output[0]}u || column >= ${output[1]}u) {\n${partial}\n    return;\n  }` : ''}
  let outputAt = ((image * ${output[0]}u + row) * ${output[1]}u + column) * ${vectors}u + channel;
${windowGradient(block, 'outputAt')}
${sides.map((_, i) => `  ${write(i, `slope${i}`, `hat${i}`)}`).join('\n')}`,
    groups: Math.ceil(windows / 64),
    workgroup: 64,
    lanes,
    readsStep: dropout !== undefined,
  });
}
