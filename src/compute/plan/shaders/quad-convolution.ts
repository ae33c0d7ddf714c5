import { each, finishedFunction, kernel, type Kernel, type PlanTensor } from '../kernel';
import type { Linear } from '../known-layers';
import type { ForwardTensors } from './convolution';
import type { Slices } from './filter-gradient';

// The three products once more, without shared memory and without barriers, but with a quarter of the loads: four
// neighbouring invocations, a quad, read different pixels and hand each other what they read. Where a load is dear
// (on software adapters it costs as much as ten multiplications) that decides.

/** What a quad works out: pixels times 16 x `vectors` channels. `pixels` is a multiple of four. */
export interface QuadTile {
  readonly pixels: number;
  readonly vectors: number;
}

const COMPONENTS = ['x', 'y', 'z', 'w'];
/** Inputs per quad in a filter's gradient: one vector of each invocation. */
const INPUTS = 16;

// All four of a quad take the same way, but the compiler cannot know.
const DIRECTIVES = 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);';

/** Invocations per group: few where there are few tiles, so that no core waits for another's group. */
function workgroupFor(tiles: number): number {
  return tiles < 256 ? 16 : 64;
}

/** Whether whole tiles cover the channels that are written and whole vectors those that are read. */
export function fitsQuads(written: number, read: number, { vectors }: QuadTile): boolean {
  return written % (16 * vectors) === 0 && read % 4 === 0;
}

/** Which tile this quad has: `quad` is the place in it. Tiles of one group lie side by side along the channels. */
function position(tiles: number, channelTiles: number, { pixels, vectors }: QuadTile): string {
  return `
  let quad = lane % 4u;
  let wanted = index / 4u;
  let tile = min(wanted, ${tiles - 1}u);
  let channel = tile % ${channelTiles}u * ${4 * vectors}u + quad;
  let first = tile / ${channelTiles}u * ${pixels}u;`;
}

/** As `convolve`. */
export function convolveQuads(
  linear: Linear,
  batch: number,
  tensors: ForwardTensors,
  tile: QuadTile,
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const pixels = batch * outputHeight * outputWidth;
  const [inVectors, outVectors] = [inputs / 4, outputs / 4];
  const channelTiles = outVectors / (4 * tile.vectors);
  const tiles = channelTiles * Math.ceil(pixels / tile.pixels);
  const [own, P, C] = [each(tile.pixels / 4), each(tile.pixels), each(tile.vectors)];
  const add = (p: number, k: number) =>
    `{ let e = quadBroadcast(v${p >> 2}.${COMPONENTS[k]}, ${p & 3}u); ${C.map((c) => `sum${p}_${c} += e * w${c};`).join(' ')} }`;
  return kernel({
    label: `${linear.name}: forward`,
    directives: DIRECTIVES,
    reads: {
      x: { tensor: tensors.x, type: 'vec4f' },
      filter_: { tensor: tensors.filter, type: 'vec4f' },
      ...(tensors.bias && { bias: { tensor: tensors.bias, type: 'vec4f' as const } }),
    },
    writes: { y: { tensor: tensors.y, type: 'V' } },
    declarations: finishedFunction(tensors.rectifies),
    lanes: 4,
    body: `${position(tiles, channelTiles, tile)}
${own
  .map(
    (p) => `  let pixel${p} = min(first + ${4 * p}u + quad, ${pixels - 1}u);
  let image${p} = i32(pixel${p} / ${outputHeight * outputWidth}u) * ${height * width};
  let top${p} = i32(pixel${p} / ${outputWidth}u % ${outputHeight}u) * ${linear.stride} - ${linear.padTop};
  let left${p} = i32(pixel${p} % ${outputWidth}u) * ${linear.stride} - ${linear.padLeft};`,
  )
  .join('\n')}
${P.flatMap((p) => C.map((c) => `  var sum${p}_${c} = vec4f(0);`)).join('\n')}
  for (var row = 0; row < ${linear.filterHeight}; row++) {
  for (var column = 0; column < ${linear.filterWidth}; column++) {
${own
  .map(
    (p) => `    let y${p} = top${p} + row;
    let x${p} = left${p} + column;
    let inside${p} = (u32(y${p}) < ${height}u) & (u32(x${p}) < ${width}u);
    let at${p} = select(0u, u32(image${p} + y${p} * ${width} + x${p}) * ${inVectors}u, inside${p});`,
  )
  .join('\n')}
    var weight = u32(row * ${linear.filterWidth} + column) * ${inputs * outVectors}u + channel;
    for (var input = 0u; input < ${inVectors}u; input++) {
${own.map((p) => `      let v${p} = select(vec4f(0), x[at${p} + input], inside${p});`).join('\n')}
${COMPONENTS.map(
  (_, k) => `      {
${C.map((c) => `      let w${c} = filter_[weight + ${k * outVectors + 4 * c}u];`).join('\n')}
${P.map((p) => `      ${add(p, k)}`).join('\n')}
      }`,
).join('\n')}
      weight += ${4 * outVectors}u;
    }
  }
  }
  if (wanted >= ${tiles}u) { return; }
${P.map(
  (p) => `  if (first + ${p}u < ${pixels}u) {
${C.map(
  (c) =>
    `    y[(first + ${p}u) * ${outVectors}u + channel + ${4 * c}u] = finished(sum${p}_${c}${tensors.bias ? ` + bias[channel + ${4 * c}u]` : ''});`,
).join('\n')}
  }`,
).join('\n')}`,
    groups: Math.ceil((4 * tiles) / workgroupFor(tiles)),
    workgroup: workgroupFor(tiles),
  });
}

/** As `convolveBack`. */
export function convolveBackQuads(
  linear: Linear,
  batch: number,
  tensors: { dy: PlanTensor; filter: PlanTensor; dx: PlanTensor },
  tile: QuadTile,
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const { stride } = linear;
  const pixels = batch * height * width;
  const [inVectors, outVectors] = [inputs / 4, outputs / 4];
  const channelTiles = inVectors / (4 * tile.vectors);
  const tiles = channelTiles * Math.ceil(pixels / tile.pixels);
  const [own, P, C] = [each(tile.pixels / 4), each(tile.pixels), each(tile.vectors)];
  const onLattice = (p: number) =>
    stride === 1 ? '' : ` & (y${p} % ${stride} == 0) & (x${p} % ${stride} == 0)`;
  const broadcast = (p: number) =>
    `let g${p} = vec4f(${COMPONENTS.map((k) => `quadBroadcast(v${p >> 2}.${k}, ${p & 3}u)`).join(', ')});`;
  return kernel({
    label: `${linear.name}: input gradient`,
    directives: DIRECTIVES,
    reads: {
      dy: { tensor: tensors.dy, type: 'vec4f' },
      filter_: { tensor: tensors.filter, type: 'vec4f' },
    },
    writes: { dx: { tensor: tensors.dx, type: 'vec4f' } },
    body: `${position(tiles, channelTiles, tile)}
${own
  .map(
    (p) => `  let pixel${p} = min(first + ${4 * p}u + quad, ${pixels - 1}u);
  let image${p} = i32(pixel${p} / ${height * width}u) * ${outputHeight * outputWidth};
  let bottom${p} = i32(pixel${p} / ${width}u % ${height}u) + ${linear.padTop};
  let right${p} = i32(pixel${p} % ${width}u) + ${linear.padLeft};`,
  )
  .join('\n')}
${P.flatMap((p) => C.map((c) => `  var sum${p}_${c} = vec4f(0);`)).join('\n')}
  for (var row = 0; row < ${linear.filterHeight}; row++) {
  for (var column = 0; column < ${linear.filterWidth}; column++) {
${own
  .map(
    (p) => `    let y${p} = bottom${p} - row;
    let x${p} = right${p} - column;
    let inside${p} = (u32(y${p}) < ${outputHeight * stride}u) & (u32(x${p}) < ${outputWidth * stride}u)${onLattice(p)};
    let at${p} = select(0u, u32(image${p} + y${p} / ${stride} * ${outputWidth} + x${p} / ${stride}) * ${outVectors}u, inside${p});`,
  )
  .join('\n')}
    let weight = (u32(row * ${linear.filterWidth} + column) * ${inputs}u + channel * 4u) * ${outVectors}u;
    for (var output = 0u; output < ${outVectors}u; output++) {
${own.map((p) => `      let v${p} = select(vec4f(0), dy[at${p} + output], inside${p});`).join('\n')}
${C.map(
  (c) => `      {
${[0, 1, 2, 3].map((k) => `      let w${k} = filter_[weight + ${(16 * c + k) * outVectors}u + output];`).join('\n')}
${P.map(
  (p) =>
    `      { ${broadcast(p)} sum${p}_${c} += vec4f(${[0, 1, 2, 3].map((k) => `dot(g${p}, w${k})`).join(', ')}); }`,
).join('\n')}
      }`,
).join('\n')}
    }
  }
  }
  if (wanted >= ${tiles}u) { return; }
${P.map(
  (p) => `  if (first + ${p}u < ${pixels}u) {
${C.map((c) => `    dx[(first + ${p}u) * ${inVectors}u + channel + ${4 * c}u] = sum${p}_${c};`).join('\n')}
  }`,
).join('\n')}`,
    groups: Math.ceil((4 * tiles) / workgroupFor(tiles)),
    workgroup: workgroupFor(tiles),
  });
}

/** Whether `filterGradientQuads` can: it takes 16 inputs and 16 x `vectors` outputs per quad. */
export function fitsQuadGradient({ input, output }: Linear, vectors: number): boolean {
  return input[2] % INPUTS === 0 && output[2] % (16 * vectors) === 0;
}

/** Invocations per slice. */
export function quadGradientInvocations(linear: Linear, vectors: number): number {
  const [inputs, outputs] = [linear.input[2], linear.output[2]];
  return 4 * linear.filterHeight * linear.filterWidth * (inputs / INPUTS) * (outputs / (16 * vectors));
}

/** As `filterGradient`. */
export function filterGradientQuads(
  linear: Linear,
  batch: number,
  tensors: { x: PlanTensor; dy: PlanTensor; partials: PlanTensor },
  { vectors, slices }: { readonly vectors: number; readonly slices: Slices },
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const { stride, padTop, padLeft, filterWidth } = linear;
  const [inVectors, outVectors] = [inputs / 4, outputs / 4];
  const [along, across] = [inputs / INPUTS, outVectors / (4 * vectors)];
  const tiles = linear.filterHeight * filterWidth * along * across;
  const rows = batch * outputHeight;
  const [I, C] = [each(INPUTS), each(vectors)];
  return kernel({
    label: `${linear.name}: filter gradient`,
    directives: DIRECTIVES,
    reads: { x: { tensor: tensors.x, type: 'vec4f' }, dy: { tensor: tensors.dy, type: 'vec4f' } },
    writes: { partials: { tensor: tensors.partials, type: 'vec4f' } },
    body: `
  let quad = lane % 4u;
  let wanted = index / 4u;
  let own = min(wanted, ${tiles * slices.count - 1}u);
  let tile = own % ${tiles}u;
  let slice = own / ${tiles}u;
  let channel = tile % ${across}u * ${4 * vectors}u + quad;
  let input = tile / ${across}u % ${along}u * 4u + quad;
  let tap = tile / ${across * along}u;
  let down = i32(tap / ${filterWidth}u) - ${padTop};
  let over = i32(tap % ${filterWidth}u) - ${padLeft};
  let start = max(0, (${stride - 1} - over) / ${stride});
  let end = min(${outputWidth}, (${width - 1 + stride} - over) / ${stride});
${I.flatMap((i) => C.map((c) => `  var sum${i}_${c} = vec4f(0);`)).join('\n')}
  for (var row = slice * ${slices.rowsPerSlice}u; row < min((slice + 1u) * ${slices.rowsPerSlice}u, ${rows}u); row++) {
    let y = i32(row % ${outputHeight}u) * ${stride} + down;
    if (y < 0 || y >= ${height}) { continue; }
    var xAt = u32((i32(row / ${outputHeight}u) * ${height} + y) * ${width} + start * ${stride} + over) * ${inVectors}u + input;
    var dyAt = (row * ${outputWidth}u + u32(start)) * ${outVectors}u + channel;
    for (var column = start; column < end; column++) {
      let v = x[xAt];
${C.map((c) => `      let g${c} = dy[dyAt + ${4 * c}u];`).join('\n')}
${I.map(
  (i) =>
    `      { let e = quadBroadcast(v.${COMPONENTS[i & 3]}, ${i >> 2}u); ${C.map((c) => `sum${i}_${c} += e * g${c};`).join(' ')} }`,
).join('\n')}
      xAt += ${stride * inVectors}u;
      dyAt += ${outVectors}u;
    }
  }
  if (wanted >= ${tiles * slices.count}u) { return; }
  let at = slice * ${(tiles / across / along) * inputs * outVectors}u + (tap * ${inputs}u + (input - quad) * 4u) * ${outVectors}u + channel;
${I.flatMap((i) => C.map((c) => `  partials[at + ${i * outVectors + 4 * c}u] = sum${i}_${c};`)).join('\n')}`,
    groups: Math.ceil((4 * tiles * slices.count) / workgroupFor(tiles * slices.count)),
    workgroup: workgroupFor(tiles * slices.count),
  });
}
