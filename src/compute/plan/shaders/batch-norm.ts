import type { Optimizer } from '../../../shared/recipe';
import { float } from '../../wgsl-number';
import { kernel, type Kernel, lanesOf, type PlanTensor } from '../kernel';
import type { Norm } from '../known-layers';
import {
  type ActiveBlock,
  constantsOf,
  gradientReads,
  rowsOf,
  windowGradient,
  windowSides,
} from './activation';
import { maskFunction } from './dropout-mask';
import { moveAt, movedBindings, type PlanParameter } from './move-weight';

/** A batch norm and everything it keeps between kernels. */
export interface PlannedNorm {
  readonly epsilon: Norm['epsilon'];
  readonly momentum: Norm['momentum'];
  /** [chunks, 2, C]: mean and sum of squared deviations. */
  readonly statistics: PlanTensor;
  /** [4, C]: scale, shift, mean, 1 / deviation. */
  readonly table: PlanTensor;
  /** [chunks, 2, C]: sums of dz and of dz x normalised y. */
  readonly slopes: PlanTensor;
  /** [2, C]: gradients of beta and gamma. */
  readonly sums: PlanTensor;
  readonly movingMean: PlanTensor;
  readonly movingVariance: PlanTensor;
  /** Of the product in front: left out of y, because it would only shift the mean. */
  readonly bias: PlanTensor | undefined;
  readonly gamma: PlanParameter;
  readonly beta: PlanParameter;
}

export interface NormedBlock extends ActiveBlock {
  readonly norm: PlannedNorm;
}

const MOST_CHUNKS = 1024;
const LEAST_ROWS = 16;

/** Rows are summed in chunks side by side, the chunks then in a fixed order. */
export function chunksOf(
  rows: number,
  most = MOST_CHUNKS,
): { readonly count: number; readonly rows: number } {
  const each = Math.max(LEAST_ROWS, Math.ceil(rows / most));
  return { count: Math.ceil(rows / each), rows: each };
}

/** Invocations that add up chunks of one channel. */
function helpers(chunks: number): number {
  return Math.min(64, 2 ** Math.ceil(Math.log2(chunks)));
}

/** Mean and squared deviations of each chunk, from sums around the chunk's first value: no cancellation. */
export function chunkStatistics({ name, batch, shape, y, norm }: NormedBlock): Kernel {
  const rows = rowsOf(batch, shape);
  const chunks = chunksOf(rows);
  const lanes = lanesOf(shape[2]);
  const vectors = shape[2] / lanes;
  return kernel({
    label: `${name}: statistics`,
    reads: { y: { tensor: y, type: 'V' } },
    writes: { statistics: { tensor: norm.statistics, type: 'V' } },
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
  const { name, batch, shape, norm } = block;
  const { gamma, beta, bias, epsilon, momentum } = norm;
  const rows = rowsOf(batch, shape);
  const chunks = chunksOf(rows);
  const channels = shape[2];
  const team = helpers(chunks.count);
  return kernel({
    label: `${name}: merge statistics`,
    reads: {
      statistics: { tensor: norm.statistics, type: 'f32' },
      gamma: { tensor: gamma.value, type: 'f32' },
      beta: { tensor: beta.value, type: 'f32' },
      ...(bias && { bias: { tensor: bias, type: 'f32' as const } }),
    },
    writes: {
      table: { tensor: norm.table, type: 'f32' },
      movingMean: { tensor: norm.movingMean, type: 'f32' },
      movingVariance: { tensor: norm.movingVariance, type: 'f32' },
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
  table[channel] = scale;
  table[${channels}u + channel] = beta[channel] - all.mean * scale;
  table[${2 * channels}u + channel] = all.mean;
  table[${3 * channels}u + channel] = inverse;
  // The bias before batch norm is left out of y: it would only move the mean.
  let mean = all.mean${bias ? ' + bias[channel]' : ''};
  movingMean[channel] = movingMean[channel] * ${float(momentum)} + mean * ${float(1 - momentum)};
  movingVariance[channel] = movingVariance[channel] * ${float(momentum)} + variance * ${float(1 - momentum)};`,
    groups: channels,
    workgroup: team,
  });
}

/** Sums of dz and of dz x normalised y over each chunk of output pixels. */
export function chunkSlopes(block: NormedBlock, dOutput: PlanTensor): Kernel {
  const { name, batch, shape, output, dropout, y, norm, pools } = block;
  const lanes = lanesOf(shape[2]);
  const vectors = shape[2] / lanes;
  const rows = rowsOf(batch, output);
  const chunks = chunksOf(rows);
  const step = pools ? 2 : 1;
  return kernel({
    label: `${name}: slopes`,
    reads: {
      y: { tensor: y, type: 'V' },
      table: { tensor: norm.table, type: 'V' },
      ...gradientReads(block, dOutput),
    },
    writes: { slopes: { tensor: norm.slopes, type: 'V' } },
    declarations: maskFunction(dropout, lanes),
    body: `
  if (index >= ${chunks.count * vectors}u) { return; }
  let channel = index % ${vectors}u;
  let chunk = index / ${vectors}u;
${constantsOf(block, vectors)}
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
${windowGradient(block, 'y', `pixel * ${vectors}u + channel`)}
${windowSides(block)
  .map((_, i) => `    dBeta += slope${i};\n    dGamma += slope${i} * ((y[at${i}] - mean) * inverse);`)
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

/**
 * Adds the chunks, and moves gamma and beta: what is needed of them further down is in `norm`.
 *
 * @param then moves them by this optimizer, or leaves that to clipping and says how long their gradients are: [C], squared
 */
export function mergeSlopes(
  block: NormedBlock,
  then: { readonly optimizer: Optimizer } | { readonly squares: PlanTensor },
): Kernel {
  const { name, batch, output, shape, norm } = block;
  const { gamma, beta } = norm;
  const chunks = chunksOf(rowsOf(batch, output));
  const channels = shape[2];
  const team = helpers(chunks.count);
  return kernel({
    label: `${name}: merge slopes${'optimizer' in then ? `, ${then.optimizer.kind}` : ''}`,
    reads: { slopes: { tensor: norm.slopes, type: 'f32' } },
    writes: {
      sums: { tensor: norm.sums, type: 'f32' },
      ...('optimizer' in then
        ? { ...movedBindings('gamma', gamma, 'f32'), ...movedBindings('beta', beta, 'f32') }
        : { squares: { tensor: then.squares, type: 'f32' as const } }),
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
  ${
    'optimizer' in then
      ? `${moveAt('beta', beta, then.optimizer, { index: 'group', gradient: 'all.x' })}
  ${moveAt('gamma', gamma, then.optimizer, { index: 'group', gradient: 'all.y' })}`
      : 'squares[group] = dot(all, all);'
  }`,
    groups: channels,
    workgroup: team,
    readsStep: 'optimizer' in then,
  });
}
