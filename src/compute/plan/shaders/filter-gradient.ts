import { components, each, kernel, type Kernel, lanesOf, type PlanTensor, vectorType } from '../kernel';
import type { Linear } from '../known-layers';
import { WORKGROUP } from './convolution';

/** How the pixels of a filter gradient are cut: each slice sums its rows, and the optimizer adds them in order. */
export interface Slices {
  readonly count: number;
  readonly rowsPerSlice: number; // rows of outputs, over all images
}

const WANTED_INVOCATIONS = 1 << 15; // keep a large GPU busy
const MOST_SLICE_ELEMENTS = 1 << 22; // 16 MiB of partial sums

/**
 * @param invocations of one slice
 * @param wanted invocations in all, to keep the adapter busy
 */
export function slicesFor(
  linear: Linear,
  batch: number,
  invocations = filterInvocations(linear).total,
  wanted = WANTED_INVOCATIONS,
): Slices {
  const rows = batch * linear.output[0];
  const count = Math.min(
    Math.ceil(wanted / invocations),
    Math.floor(MOST_SLICE_ELEMENTS / filterElements(linear)),
    rows,
  );
  const rowsPerSlice = Math.ceil(rows / Math.max(1, count));
  return { count: Math.ceil(rows / rowsPerSlice), rowsPerSlice };
}

export function filterElements({ filterHeight, filterWidth, input, output }: Linear): number {
  return filterHeight * filterWidth * input[2] * output[2];
}

function filterInvocations(linear: Linear) {
  const [inputs, outputs] = [linear.input[2], linear.output[2]];
  const [inLanes, outLanes] = [lanesOf(inputs), lanesOf(outputs)];
  const [inVectors, outVectors] = [inputs / inLanes, outputs / outLanes];
  const vectors = [4, 2].find((count) => outVectors % count === 0) ?? 1;
  const channelTiles = outVectors / vectors;
  const taps = linear.filterHeight * linear.filterWidth;
  return {
    inLanes,
    outLanes,
    inVectors,
    outVectors,
    vectors,
    channelTiles,
    total: taps * inVectors * channelTiles,
  };
}

/**
 * The gradient of a filter, one partial sum per slice: an invocation owns one tap, one vector of inputs and some
 * vectors of outputs, and walks over the pixels of its slice.
 */
export function filterGradient(
  linear: Linear,
  batch: number,
  tensors: { x: PlanTensor; dy: PlanTensor; partials: PlanTensor },
  { count, rowsPerSlice }: Slices,
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth] = linear.output;
  const { stride, padTop, padLeft, filterWidth } = linear;
  const { inLanes, outLanes, inVectors, outVectors, vectors, channelTiles, total } =
    filterInvocations(linear);
  const rows = batch * outputHeight;
  const [C, L] = [each(vectors), components(inLanes)];
  const body = `
  if (index >= ${total * count}u) { return; }
  let channel = (index % ${channelTiles}u) * ${vectors}u;
  let input = index / ${channelTiles}u % ${inVectors}u;
  let tap = index / ${channelTiles * inVectors}u % ${total / channelTiles / inVectors}u;
  let slice = index / ${total}u;
  let down = i32(tap / ${filterWidth}u) - ${padTop};
  let across = i32(tap % ${filterWidth}u) - ${padLeft};
  let start = max(0, (${stride - 1} - across) / ${stride});
  let end = min(${outputWidth}, (${width - 1 + stride} - across) / ${stride});
${C.flatMap((c) => L.map((_, lane) => `  var sum${lane}_${c} = V(0);`)).join('\n')}
  for (var row = slice * ${rowsPerSlice}u; row < min((slice + 1u) * ${rowsPerSlice}u, ${rows}u); row++) {
    let y = i32(row % ${outputHeight}u) * ${stride} + down;
    if (y < 0 || y >= ${height}) { continue; }
    var xAt = u32((i32(row / ${outputHeight}u) * ${height} + y) * ${width} + start * ${stride} + across) * ${inVectors}u + input;
    var dyAt = (row * ${outputWidth}u + u32(start)) * ${outVectors}u + channel;
    for (var column = start; column < end; column++) {
      let v = x[xAt];
${C.map(
  (c) => `      let g${c} = dy[dyAt + ${c}u];
${L.map((component, lane) => `      sum${lane}_${c} += v${component} * g${c};`).join('\n')}`,
).join('\n')}
      xAt += ${stride * inVectors}u;
      dyAt += ${outVectors}u;
    }
  }
  let at = slice * ${(filterElements(linear) / outLanes) | 0}u + (tap * ${inputs}u + input * ${inLanes}u) * ${outVectors}u + channel;
${C.flatMap((c) => L.map((_, lane) => `  partials[at + ${lane * outVectors + c}u] = sum${lane}_${c};`)).join('\n')}`;
  return kernel({
    label: `${linear.name}: filter gradient`,
    reads: {
      x: { tensor: tensors.x, type: vectorType(inLanes) },
      dy: { tensor: tensors.dy, type: 'V' },
    },
    writes: { partials: { tensor: tensors.partials, type: 'V' } },
    body,
    groups: Math.ceil((total * count) / WORKGROUP),
    workgroup: WORKGROUP,
    lanes: outLanes,
  });
}
