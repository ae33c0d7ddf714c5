import { each, finishedFunction, kernel, type Kernel, type PlanTensor } from '../kernel';
import type { Linear } from '../known-layers';
import type { ForwardTensors } from './convolution';
import { filterElements, type Slices } from './filter-gradient';

// The same three products as in convolution.ts, for real GPUs: a group brings tiles of both factors into its shared
// memory and each invocation works out many results of them, so a number read from memory is used 32 to 128 times.

/** What a group works out: `lanesDown` x 8 invocations, each with `rows` x 4 `vectors` results. */
export interface GroupTile {
  readonly lanesDown: 8 | 16;
  readonly rows: 4 | 8;
  readonly vectors: 1 | 2;
}

const LANES_ACROSS = 8;
const DEPTH = 16; // terms per tile
const VECTORS = DEPTH / 4;
const ROW = VECTORS + 1; // one vector of padding: rows start in different memory banks
const COMPONENTS = ['x', 'y', 'z', 'w'];

/** Results of a group along each axis, and its invocations. */
export function sidesOf({ lanesDown, rows, vectors }: GroupTile) {
  return {
    down: lanesDown * rows,
    across: LANES_ACROSS * 4 * vectors,
    workgroup: lanesDown * LANES_ACROSS,
  };
}

/** Whether whole tiles cover the channels, so that no term of a tile is outside. */
export function fitsTiles(written: number, read: number, tile: GroupTile): boolean {
  return written % sidesOf(tile).across === 0 && read % DEPTH === 0;
}

/** Whether `filterGradientTiled` can: its rows are inputs and its columns are outputs. */
export function fitsTiledGradient({ input, output }: Linear, tile: GroupTile): boolean {
  return input[2] % sidesOf(tile).down === 0 && output[2] % sidesOf(tile).across === 0;
}

/** Which rows of a tile [rows][term] an invocation brings, one vector of each: neighbours read what lies side by side. */
function loadsOf(rows: number, workgroup: number): { readonly i: number; readonly row: string }[] {
  return each((rows * VECTORS) / workgroup).map((i) => ({
    i,
    row: `(lane / ${VECTORS}u + ${(i * workgroup) / VECTORS}u)`,
  }));
}

/**
 * As `convolve`. Rows of the product are pixels, columns are outputs, terms are a tap's inputs.
 *
 * @param parts as of `convolve`; each a whole number of tiles of terms
 */
export function convolveTiled(
  linear: Linear,
  batch: number,
  tensors: ForwardTensors,
  tile: GroupTile,
  parts = 1,
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const { down, across, workgroup } = sidesOf(tile);
  const pixels = batch * outputHeight * outputWidth;
  const [groupsAcross, groupsAlong] = [outputs / across, Math.ceil(pixels / down)];
  const [inVectors, outVectors, columns] = [inputs / 4, outputs / 4, across / 4];
  const [R, C] = [each(tile.rows), each(tile.vectors)];
  const loads = loadsOf(down, workgroup);
  return kernel({
    label: `${linear.name}: forward`,
    reads: {
      x: { tensor: tensors.x, type: 'vec4f' },
      filter_: { tensor: tensors.filter, type: 'vec4f' },
      ...(tensors.bias && { bias: { tensor: tensors.bias, type: 'vec4f' as const } }),
    },
    writes: { y: { tensor: tensors.y, type: 'V' } },
    lanes: 4,
    declarations: `${finishedFunction(tensors.rectifies)}
var<workgroup> left : array<vec4f, ${down * ROW}>;   // [pixel][term]
var<workgroup> right : array<vec4f, ${DEPTH * columns}>;  // [term][output]`,
    body: `
  let part = group / ${groupsAcross * groupsAlong}u;
  let firstPixel = group / ${groupsAcross}u % ${groupsAlong}u * ${down}u;
  let firstOutput = group % ${groupsAcross}u * ${columns}u;
  let own = lane % ${VECTORS}u;
  let down = lane / 8u;
  let over = lane % 8u;
${loads
  .map(
    ({ i, row }) => `  let pixel${i} = min(firstPixel + ${row}, ${pixels - 1}u);
  let image${i} = i32(pixel${i} / ${outputHeight * outputWidth}u) * ${height * width};
  let top${i} = i32(pixel${i} / ${outputWidth}u % ${outputHeight}u) * ${linear.stride} - ${linear.padTop};
  let side${i} = i32(pixel${i} % ${outputWidth}u) * ${linear.stride} - ${linear.padLeft};`,
  )
  .join('\n')}
${R.flatMap((p) => C.map((c) => `  var sum${p}_${c} = vec4f(0);`)).join('\n')}
  for (var tap = 0; tap < ${linear.filterHeight * linear.filterWidth}; tap++) {
${loads
  .map(
    ({ i }) => `    let row${i} = top${i} + tap / ${linear.filterWidth};
    let column${i} = side${i} + tap % ${linear.filterWidth};
    let inside${i} = (u32(row${i}) < ${height}u) & (u32(column${i}) < ${width}u);
    let from${i} = select(0u, u32(image${i} + row${i} * ${width} + column${i}) * ${inVectors}u, inside${i}) + own;`,
  )
  .join('\n')}
    for (var term = part * ${inVectors / parts}u; term < (part + 1u) * ${inVectors / parts}u; term += ${VECTORS}u) {
      workgroupBarrier();
${loads.map(({ i, row }) => `      left[${row} * ${ROW}u + own] = select(vec4f(0), x[from${i} + term], inside${i});`).join('\n')}
      for (var place = lane; place < ${DEPTH * columns}u; place += ${workgroup}u) {
        right[place] = filter_[(u32(tap) * ${inputs}u + term * 4u + place / ${columns}u) * ${outVectors}u + firstOutput + place % ${columns}u];
      }
      workgroupBarrier();
      for (var at = 0u; at < ${VECTORS}u; at++) {
${R.map((p) => `        let a${p} = left[(${p * tile.lanesDown}u + down) * ${ROW}u + at];`).join('\n')}
${COMPONENTS.map(
  (component, k) => `        {
${C.map((c) => `        let b${c} = right[(at * 4u + ${k}u) * ${columns}u + over + ${8 * c}u];`).join('\n')}
${R.flatMap((p) => C.map((c) => `        sum${p}_${c} += a${p}.${component} * b${c};`)).join('\n')}
        }`,
).join('\n')}
      }
    }
  }
${R.map(
  (p) => `  if (firstPixel + ${p * tile.lanesDown}u + down < ${pixels}u) {
    let at = (part * ${pixels}u + firstPixel + ${p * tile.lanesDown}u + down) * ${outVectors}u + firstOutput + over;
${C.map((c) => `    y[at + ${8 * c}u] = finished(sum${p}_${c}${tensors.bias ? ` + bias[firstOutput + over + ${8 * c}u]` : ''});`).join('\n')}
  }`,
).join('\n')}`,
    groups: groupsAcross * groupsAlong * parts,
    workgroup,
  });
}

/** As `convolveBack`. Rows are input pixels, columns are inputs, terms are a tap's outputs; stride 1. */
export function convolveBackTiled(
  linear: Linear,
  batch: number,
  tensors: { dy: PlanTensor; filter: PlanTensor; dx: PlanTensor },
  tile: GroupTile,
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const { down, across, workgroup } = sidesOf(tile);
  const pixels = batch * height * width;
  const groupsAcross = inputs / across;
  const outVectors = outputs / 4;
  const [R, C, columns] = [each(tile.rows), each(tile.vectors), each(4 * tile.vectors)];
  const loads = loadsOf(down, workgroup);
  return kernel({
    label: `${linear.name}: input gradient`,
    reads: {
      dy: { tensor: tensors.dy, type: 'vec4f' },
      filter_: { tensor: tensors.filter, type: 'vec4f' },
    },
    writes: { dx: { tensor: tensors.dx, type: 'f32' } },
    declarations: `
var<workgroup> left : array<vec4f, ${down * ROW}>;   // [pixel][term]
var<workgroup> right : array<vec4f, ${across * ROW}>;  // [input][term]`,
    body: `
  let firstPixel = group / ${groupsAcross}u * ${down}u;
  let firstInput = group % ${groupsAcross}u * ${across}u;
  let own = lane % ${VECTORS}u;
  let down = lane / 8u;
  let over = lane % 8u;
${loads
  .map(
    ({ i, row }) => `  let pixel${i} = min(firstPixel + ${row}, ${pixels - 1}u);
  let image${i} = i32(pixel${i} / ${height * width}u) * ${outputHeight * outputWidth};
  let bottom${i} = i32(pixel${i} / ${width}u % ${height}u) + ${linear.padTop};
  let side${i} = i32(pixel${i} % ${width}u) + ${linear.padLeft};`,
  )
  .join('\n')}
${R.flatMap((p) => C.map((c) => `  var sum${p}_${c} = vec4f(0);`)).join('\n')}
  for (var tap = 0; tap < ${linear.filterHeight * linear.filterWidth}; tap++) {
${loads
  .map(
    ({ i }) => `    let row${i} = bottom${i} - tap / ${linear.filterWidth};
    let column${i} = side${i} - tap % ${linear.filterWidth};
    let inside${i} = (u32(row${i}) < ${outputHeight}u) & (u32(column${i}) < ${outputWidth}u);
    let from${i} = select(0u, u32(image${i} + row${i} * ${outputWidth} + column${i}) * ${outVectors}u, inside${i}) + own;`,
  )
  .join('\n')}
    for (var term = 0u; term < ${outVectors}u; term += ${VECTORS}u) {
      workgroupBarrier();
${loads.map(({ i, row }) => `      left[${row} * ${ROW}u + own] = select(vec4f(0), dy[from${i} + term], inside${i});`).join('\n')}
${loadsOf(across, workgroup)
  .map(
    ({ row }) =>
      `      right[${row} * ${ROW}u + own] = filter_[(u32(tap) * ${inputs}u + firstInput + ${row}) * ${outVectors}u + term + own];`,
  )
  .join('\n')}
      workgroupBarrier();
      for (var at = 0u; at < ${VECTORS}u; at++) {
${columns.map((c) => `        let b${c} = right[(${c * 8}u + over) * ${ROW}u + at];`).join('\n')}
${R.map(
  (p) => `        let a${p} = left[(${p * tile.lanesDown}u + down) * ${ROW}u + at];
${C.map(
  (c) =>
    `        sum${p}_${c} += vec4f(${each(4)
      .map((k) => `dot(a${p}, b${4 * c + k})`)
      .join(', ')});`,
).join('\n')}`,
).join('\n')}
      }
    }
  }
${R.map(
  (p) => `  if (firstPixel + ${p * tile.lanesDown}u + down < ${pixels}u) {
    let at = (firstPixel + ${p * tile.lanesDown}u + down) * ${inputs}u + firstInput + over;
${columns.map((c) => `    dx[at + ${8 * c}u] = sum${p}_${c >> 2}.${COMPONENTS[c & 3]};`).join('\n')}
  }`,
).join('\n')}`,
    groups: groupsAcross * Math.ceil(pixels / down),
    workgroup,
  });
}

/** Invocations per slice. */
export function tiledGradientInvocations(linear: Linear, tile: GroupTile): number {
  const { down, across, workgroup } = sidesOf(tile);
  const tiles = (linear.output[2] / across) * (linear.input[2] / down);
  return tiles * linear.filterHeight * linear.filterWidth * workgroup;
}

/** As `filterGradient`. Rows are a tap's inputs, columns are outputs, terms are the pixels of a slice. */
export function filterGradientTiled(
  linear: Linear,
  batch: number,
  tensors: { x: PlanTensor; dy: PlanTensor; partials: PlanTensor },
  { tile, slices }: { readonly tile: GroupTile; readonly slices: Slices },
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const sides = sidesOf(tile);
  const { workgroup } = sides;
  const [across, along] = [outputs / sides.across, inputs / sides.down];
  const taps = linear.filterHeight * linear.filterWidth;
  const tiles = across * along * taps;
  const [inVectors, outVectors] = [inputs / 4, outputs / 4];
  const [rows, columns] = [sides.down / 4, sides.across / 4]; // vectors of a tile
  const pixels = batch * outputHeight * outputWidth;
  const slicePixels = slices.rowsPerSlice * outputWidth;
  const [R, C, M] = [each(tile.rows), each(tile.vectors), each(tile.rows / 4)];
  const add = (m: number) =>
    COMPONENTS.flatMap((component, k) => C.map((c) => `sum${4 * m + k}_${c} += a.${component} * b${c};`));
  return kernel({
    label: `${linear.name}: filter gradient`,
    reads: { x: { tensor: tensors.x, type: 'vec4f' }, dy: { tensor: tensors.dy, type: 'vec4f' } },
    writes: { partials: { tensor: tensors.partials, type: 'vec4f' } },
    declarations: `
var<workgroup> left : array<vec4f, ${DEPTH * rows}>;   // [pixel][input]
var<workgroup> right : array<vec4f, ${DEPTH * columns}>;  // [pixel][output]`,
    body: `
  let firstOutput = group % ${across}u * ${columns}u;
  let firstInput = group / ${across}u % ${along}u * ${rows}u;
  let tap = group / ${across * along}u % ${taps}u;
  let slice = group / ${tiles}u;
  let tapRow = i32(tap / ${linear.filterWidth}u) - ${linear.padTop};
  let tapColumn = i32(tap % ${linear.filterWidth}u) - ${linear.padLeft};
  let end = min((slice + 1u) * ${slicePixels}u, ${pixels}u);
  let down = lane / 8u;
  let over = lane % 8u;
${R.flatMap((r) => C.map((c) => `  var sum${r}_${c} = vec4f(0);`)).join('\n')}
  for (var begin = slice * ${slicePixels}u; begin < end; begin += ${DEPTH}u) {
    workgroupBarrier();
    for (var at = lane; at < ${DEPTH * rows}u; at += ${workgroup}u) {
      let pixel = begin + at / ${rows}u;
      let safe = min(pixel, ${pixels - 1}u);
      let row = i32(safe / ${outputWidth}u % ${outputHeight}u) * ${linear.stride} + tapRow;
      let column = i32(safe % ${outputWidth}u) * ${linear.stride} + tapColumn;
      let inside = (pixel < end) & (u32(row) < ${height}u) & (u32(column) < ${width}u);
      let image = i32(safe / ${outputHeight * outputWidth}u) * ${height * width};
      let from_ = select(0u, u32(image + row * ${width} + column) * ${inVectors}u, inside);
      left[at] = select(vec4f(0), x[from_ + firstInput + at % ${rows}u], inside);
    }
    for (var at = lane; at < ${DEPTH * columns}u; at += ${workgroup}u) {
      let pixel = begin + at / ${columns}u;
      let safe = min(pixel, ${pixels - 1}u);
      right[at] = select(vec4f(0), dy[safe * ${outVectors}u + firstOutput + at % ${columns}u], pixel < end);
    }
    workgroupBarrier();
    for (var term = 0u; term < ${DEPTH}u; term++) {
${C.map((c) => `      let b${c} = right[term * ${columns}u + over + ${8 * c}u];`).join('\n')}
${M.map(
  (m) => `      { let a = left[term * ${rows}u + down + ${m * tile.lanesDown}u];\n${add(m).join('\n')} }`,
).join('\n')}
    }
  }
  let place = slice * ${filterElements(linear) / 4}u + firstOutput + over;
${R.map(
  (
    r,
  ) => `  let at${r} = place + (tap * ${inputs}u + (firstInput + down + ${tile.lanesDown * (r >> 2)}u) * 4u + ${r & 3}u) * ${outVectors}u;
${C.map((c) => `  partials[at${r} + ${8 * c}u] = sum${r}_${c};`).join('\n')}`,
).join('\n')}`,
    groups: tiles * slices.count,
    workgroup,
  });
}
