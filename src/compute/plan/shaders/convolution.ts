import {
  components,
  each,
  finishedFunction,
  kernel,
  type Kernel,
  lanesOf,
  type PlanTensor,
  vectorType,
} from '../kernel';
import type { Linear } from '../known-layers';

/** What one invocation works out: neighbouring pixels times vectors of channels, all held in registers. */
export interface Tile {
  readonly pixels: number;
  readonly vectors: number;
}

/** What a forward product reads and writes. */
export interface ForwardTensors {
  readonly x: PlanTensor;
  readonly filter: PlanTensor;
  readonly y: PlanTensor;
  readonly bias?: PlanTensor | undefined;
  /** y = relu(product + bias). */
  readonly rectifies?: boolean;
}

// In the shaders below conditions are joined by & and |, and negative places are caught by an unsigned comparison: each
// && is a branch, and a compiler for software adapters took twenty seconds over thirty of them.
export const WORKGROUP = 64;
const MOST_ACCUMULATORS = 8;

/**
 * Whole vectors per invocation that divide the channels, then as many pixels as accumulators are left.
 *
 * @param pixels all there are
 */
function tileFor(pixels: number, vectors: number, perPixelFirst: boolean): Tile {
  const wide = perPixelFirst ? 1 : 2;
  const across = vectors % wide === 0 ? wide : 1;
  return { pixels: Math.max(1, Math.min(MOST_ACCUMULATORS / across, pixels)), vectors: across };
}

/** How invocations of a group lie: up to 8 neighbouring tiles of channels, the rest along the pixels. */
function arrange(pixelTiles: number, channelTiles: number, parts = 1) {
  let across = 1;
  while (across < 8 && across < channelTiles) across *= 2;
  const along = WORKGROUP / across;
  const groupsAcross = Math.ceil(channelTiles / across);
  const groupsAlong = Math.ceil(pixelTiles / along);
  return {
    groups: groupsAcross * groupsAlong * parts,
    position: `
  let part = group / ${groupsAcross * groupsAlong}u;
  let channelTile = (group % ${groupsAcross}u) * ${across}u + lane % ${across}u;
  let pixelTile = (group / ${groupsAcross}u % ${groupsAlong}u) * ${along}u + lane / ${across}u;
  if (channelTile >= ${channelTiles}u || pixelTile >= ${pixelTiles}u) { return; }`,
  };
}

/**
 * y = x convolved with the filter, as an implicit matrix product: no patches are stored, and no memory is shared
 * between invocations, so there is no barrier to wait at (dear on software adapters).
 *
 * @param parts into how many sums over some of the inputs y is cut: y is then [parts, pixels, outputs]
 */
export function convolve(linear: Linear, batch: number, tensors: ForwardTensors, parts = 1): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const pixels = batch * outputHeight * outputWidth;
  const [inLanes, outLanes] = [lanesOf(inputs), lanesOf(outputs)];
  const [inVectors, outVectors] = [inputs / inLanes, outputs / outLanes];
  const tile = tileFor(pixels, outVectors, outputWidth >= 8);
  const { groups, position } = arrange(Math.ceil(pixels / tile.pixels), outVectors / tile.vectors, parts);
  const [P, C] = [each(tile.pixels), each(tile.vectors)];
  const own = inVectors / parts;
  const body = `${position}
  let channel = channelTile * ${tile.vectors}u;
  let first = pixelTile * ${tile.pixels}u;
  let begin = part * ${own}u;
${P.map(
  (p) => `  let pixel${p} = min(first + ${p}u, ${pixels - 1}u);
  let image${p} = i32(pixel${p} / ${outputHeight * outputWidth}u) * ${height * width};
  let top${p} = i32(pixel${p} / ${outputWidth}u % ${outputHeight}u) * ${linear.stride} - ${linear.padTop};
  let left${p} = i32(pixel${p} % ${outputWidth}u) * ${linear.stride} - ${linear.padLeft};
${C.map((c) => `  var sum${p}_${c} = V(0);`).join('\n')}`,
).join('\n')}
  for (var row = 0; row < ${linear.filterHeight}; row++) {
  for (var column = 0; column < ${linear.filterWidth}; column++) {
${P.map(
  (p) => `    let y${p} = top${p} + row;
    let x${p} = left${p} + column;
    let inside${p} = (u32(y${p}) < ${height}u) & (u32(x${p}) < ${width}u);
    let at${p} = select(0u, u32(image${p} + y${p} * ${width} + x${p}) * ${inVectors}u, inside${p});`,
).join('\n')}
    if (!(${P.map((p) => `inside${p}`).join(' | ')})) { continue; }
    var weight = (u32(row * ${linear.filterWidth} + column) * ${inputs}u + begin * ${inLanes}u) * ${outVectors}u + channel;
    for (var input = begin; input < begin + ${own}u; input++) {
${P.map((p) => `      let v${p} = select(In(0), x[at${p} + input], inside${p});`).join('\n')}
${components(inLanes)
  .map((component, lane) =>
    C.map(
      (c) => `      let w${lane}_${c} = filter_[weight + ${lane * outVectors + c}u];
${P.map((p) => `      sum${p}_${c} += v${p}${component} * w${lane}_${c};`).join('\n')}`,
    ).join('\n'),
  )
  .join('\n')}
      weight += ${inLanes * outVectors}u;
    }
  }
  }
${P.map(
  (p) => `  if (first + ${p}u < ${pixels}u) {
${C.map(
  (c) =>
    `    y[(part * ${pixels}u + pixel${p}) * ${outVectors}u + channel + ${c}u] = finished(sum${p}_${c}${tensors.bias ? ` + bias[channel + ${c}u]` : ''});`,
).join('\n')}
  }`,
).join('\n')}`;
  return kernel({
    label: `${linear.name}: forward`,
    reads: {
      x: { tensor: tensors.x, type: vectorType(inLanes) },
      filter_: { tensor: tensors.filter, type: 'V' },
      ...(tensors.bias && { bias: { tensor: tensors.bias, type: 'V' as const } }),
    },
    writes: { y: { tensor: tensors.y, type: 'V' } },
    declarations: `alias In = ${vectorType(inLanes)};\n${finishedFunction(tensors.rectifies)}`,
    body,
    groups,
    workgroup: WORKGROUP,
    lanes: outLanes,
  });
}

/** The gradient of what a convolution read: dy convolved with the filter turned around. */
export function convolveBack(
  linear: Linear,
  batch: number,
  tensors: { dy: PlanTensor; filter: PlanTensor; dx: PlanTensor },
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const { stride } = linear;
  const pixels = batch * height * width;
  const [inLanes, outLanes] = [lanesOf(inputs), lanesOf(outputs)];
  const [inVectors, outVectors] = [inputs / inLanes, outputs / outLanes];
  const tile = tileFor(pixels, inVectors, width >= 8);
  const { groups, position } = arrange(Math.ceil(pixels / tile.pixels), inVectors / tile.vectors);
  const [P, C] = [each(tile.pixels), each(tile.vectors)];
  const product = (p: number, c: number) =>
    components(inLanes)
      .map((_, lane) => (outLanes === 4 ? `dot(g${p}, w${c}_${lane})` : `g${p} * w${c}_${lane}`))
      .join(', ');
  const onLattice = (p: number) =>
    stride === 1 ? '' : ` & (y${p} % ${stride} == 0) & (x${p} % ${stride} == 0)`;
  const body = `${position}
  let channel = channelTile * ${tile.vectors}u;
  let first = pixelTile * ${tile.pixels}u;
${P.map(
  (p) => `  let pixel${p} = min(first + ${p}u, ${pixels - 1}u);
  let image${p} = i32(pixel${p} / ${height * width}u) * ${outputHeight * outputWidth};
  let bottom${p} = i32(pixel${p} / ${width}u % ${height}u) + ${linear.padTop};
  let right${p} = i32(pixel${p} % ${width}u) + ${linear.padLeft};
${C.map((c) => `  var sum${p}_${c} = V(0);`).join('\n')}`,
).join('\n')}
  for (var row = 0; row < ${linear.filterHeight}; row++) {
  for (var column = 0; column < ${linear.filterWidth}; column++) {
${P.map(
  (p) => `    let y${p} = bottom${p} - row;
    let x${p} = right${p} - column;
    let inside${p} = (u32(y${p}) < ${outputHeight * stride}u) & (u32(x${p}) < ${outputWidth * stride}u)${onLattice(p)};
    let at${p} = select(0u, u32(image${p} + y${p} / ${stride} * ${outputWidth} + x${p} / ${stride}) * ${outVectors}u, inside${p});`,
).join('\n')}
    if (!(${P.map((p) => `inside${p}`).join(' | ')})) { continue; }
    var weight = (u32(row * ${linear.filterWidth} + column) * ${inputs}u + channel * ${inLanes}u) * ${outVectors}u;
    for (var output = 0u; output < ${outVectors}u; output++) {
${P.map((p) => `      let g${p} = select(Out(0), dy[at${p} + output], inside${p});`).join('\n')}
${C.map(
  (c) =>
    `${components(inLanes)
      .map(
        (_, lane) =>
          `      let w${c}_${lane} = filter_[weight + ${(c * inLanes + lane) * outVectors}u + output];`,
      )
      .join('\n')}
${P.map((p) => `      sum${p}_${c} += V(${product(p, c)});`).join('\n')}`,
).join('\n')}
    }
  }
  }
${P.map(
  (p) => `  if (first + ${p}u < ${pixels}u) {
${C.map((c) => `    dx[pixel${p} * ${inVectors}u + channel + ${c}u] = sum${p}_${c};`).join('\n')}
  }`,
).join('\n')}`;
  return kernel({
    label: `${linear.name}: input gradient`,
    reads: {
      dy: { tensor: tensors.dy, type: vectorType(outLanes) },
      filter_: { tensor: tensors.filter, type: vectorType(outLanes) },
    },
    writes: { dx: { tensor: tensors.dx, type: 'V' } },
    declarations: `alias Out = ${vectorType(outLanes)};`,
    body,
    groups,
    workgroup: WORKGROUP,
    lanes: inLanes,
  });
}
