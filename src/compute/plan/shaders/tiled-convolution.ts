import { kernel, type Kernel, type PlanTensor } from '../kernel';
import type { Linear } from '../known-layers';
import { filterElements, slicesFor } from './convolution';

// The same three products as in convolution.ts, for real GPUs: a group of 64 brings tiles of both factors into its shared
// memory and each invocation works out 8 x 8 results of them, so a number read from memory is used 64 times.
const SIDE = 64; // results of a group along each axis
const DEPTH = 16; // terms per tile
const VECTORS = DEPTH / 4;
const ROW = VECTORS + 1; // one vector of padding: rows start in different memory banks
const COMPONENTS = ['x', 'y', 'z', 'w'];
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];

/** Whether whole tiles cover the channels, so that no term of a tile is outside. */
export function fitsTiles({ input, output }: Linear): boolean {
  return input[2] % SIDE === 0 && output[2] % SIDE === 0;
}

/** As `convolve`. Rows of the product are pixels, columns are outputs, terms are a tap's inputs. */
export function convolveTiled(
  linear: Linear,
  batch: number,
  tensors: { x: PlanTensor; filter: PlanTensor; y: PlanTensor },
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const pixels = batch * outputHeight * outputWidth;
  const across = outputs / SIDE;
  const [inVectors, outVectors] = [inputs / 4, outputs / 4];
  const sums = EIGHT.flatMap((p) => [0, 1].map((c) => `sum${p}_${c}`));
  return kernel({
    label: `${linear.name}: forward`,
    reads: {
      x: { tensor: tensors.x, type: 'vec4f' },
      filter_: { tensor: tensors.filter, type: 'vec4f' },
    },
    writes: { y: { tensor: tensors.y, type: 'vec4f' } },
    declarations: `
var<workgroup> left : array<vec4f, ${SIDE * ROW}>;   // [pixel][term]
var<workgroup> right : array<vec4f, ${DEPTH * 16}>;  // [term][output]`,
    body: `
  let firstPixel = group / ${across}u * ${SIDE}u;
  let firstOutput = group % ${across}u * 16u;
  let own = min(firstPixel + lane, ${pixels - 1}u);
  let image = i32(own / ${outputHeight * outputWidth}u) * ${height * width};
  let top = i32(own / ${outputWidth}u % ${outputHeight}u) * ${linear.stride} - ${linear.padTop};
  let side = i32(own % ${outputWidth}u) * ${linear.stride} - ${linear.padLeft};
  let down = lane / 8u;
  let over = lane % 8u;
${sums.map((name) => `  var ${name} = vec4f(0);`).join('\n')}
  for (var tap = 0; tap < ${linear.filterHeight * linear.filterWidth}; tap++) {
    let row = top + tap / ${linear.filterWidth};
    let column = side + tap % ${linear.filterWidth};
    let inside = (u32(row) < ${height}u) & (u32(column) < ${width}u);
    let from_ = select(0u, u32(image + row * ${width} + column) * ${inVectors}u, inside);
    for (var term = 0u; term < ${inVectors}u; term += ${VECTORS}u) {
      workgroupBarrier();
      for (var at = 0u; at < ${VECTORS}u; at++) {
        left[lane * ${ROW}u + at] = select(vec4f(0), x[from_ + term + at], inside);
        let place = at * 64u + lane;
        right[place] = filter_[(u32(tap) * ${inputs}u + term * 4u + place / 16u) * ${outVectors}u + firstOutput + place % 16u];
      }
      workgroupBarrier();
      for (var at = 0u; at < ${VECTORS}u; at++) {
${EIGHT.map((p) => `        let a${p} = left[(${p * 8}u + down) * ${ROW}u + at];`).join('\n')}
${COMPONENTS.map((_, k) => termOfForward(k)).join('\n')}
      }
    }
  }
${EIGHT.map(
  (p) => `  if (firstPixel + ${p * 8}u + down < ${pixels}u) {
    let at = (firstPixel + ${p * 8}u + down) * ${outVectors}u + firstOutput + over;
    y[at] = sum${p}_0;
    y[at + 8u] = sum${p}_1;
  }`,
).join('\n')}`,
    groups: across * Math.ceil(pixels / SIDE),
    workgroup: 64,
  });
}

/** The k-th term of a vector: eight pixels times two vectors of outputs. */
function termOfForward(k: number): string {
  const load = [0, 1].map((c) => `let b${k}_${c} = right[(at * 4u + ${k}u) * 16u + over + ${8 * c}u];`);
  const add = EIGHT.flatMap((p) => [0, 1].map((c) => `sum${p}_${c} += a${p}.${COMPONENTS[k]} * b${k}_${c};`));
  return [...load, ...add].join('\n');
}

/** As `convolveBack`. Rows are input pixels, columns are inputs, terms are a tap's outputs; stride 1. */
export function convolveBackTiled(
  linear: Linear,
  batch: number,
  tensors: { dy: PlanTensor; filter: PlanTensor; dx: PlanTensor },
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const pixels = batch * height * width;
  const across = inputs / SIDE;
  const outVectors = outputs / 4;
  const sums = EIGHT.flatMap((p) => [0, 1].map((c) => `sum${p}_${c}`));
  return kernel({
    label: `${linear.name}: input gradient`,
    reads: {
      dy: { tensor: tensors.dy, type: 'vec4f' },
      filter_: { tensor: tensors.filter, type: 'vec4f' },
    },
    writes: { dx: { tensor: tensors.dx, type: 'f32' } },
    declarations: `
var<workgroup> left : array<vec4f, ${SIDE * ROW}>;   // [pixel][term]
var<workgroup> right : array<vec4f, ${SIDE * ROW}>;  // [input][term]`,
    body: `
  let firstPixel = group / ${across}u * ${SIDE}u;
  let firstInput = group % ${across}u * ${SIDE}u;
  let own = min(firstPixel + lane, ${pixels - 1}u);
  let image = i32(own / ${height * width}u) * ${outputHeight * outputWidth};
  let bottom = i32(own / ${width}u % ${height}u) + ${linear.padTop};
  let side = i32(own % ${width}u) + ${linear.padLeft};
  let down = lane / 8u;
  let over = lane % 8u;
${sums.map((name) => `  var ${name} = vec4f(0);`).join('\n')}
  for (var tap = 0; tap < ${linear.filterHeight * linear.filterWidth}; tap++) {
    let row = bottom - tap / ${linear.filterWidth};
    let column = side - tap % ${linear.filterWidth};
    let inside = (u32(row) < ${outputHeight}u) & (u32(column) < ${outputWidth}u);
    let from_ = select(0u, u32(image + row * ${outputWidth} + column) * ${outVectors}u, inside);
    for (var term = 0u; term < ${outVectors}u; term += ${VECTORS}u) {
      workgroupBarrier();
      for (var at = 0u; at < ${VECTORS}u; at++) {
        left[lane * ${ROW}u + at] = select(vec4f(0), dy[from_ + term + at], inside);
        right[lane * ${ROW}u + at] = filter_[(u32(tap) * ${inputs}u + firstInput + lane) * ${outVectors}u + term + at];
      }
      workgroupBarrier();
      for (var at = 0u; at < ${VECTORS}u; at++) {
${EIGHT.map((c) => `        let b${c} = right[(${c * 8}u + over) * ${ROW}u + at];`).join('\n')}
${EIGHT.map(
  (p) => `        let a${p} = left[(${p * 8}u + down) * ${ROW}u + at];
${[0, 1]
  .map(
    (c) =>
      `        sum${p}_${c} += vec4f(${[0, 1, 2, 3].map((k) => `dot(a${p}, b${4 * c + k})`).join(', ')});`,
  )
  .join('\n')}`,
).join('\n')}
      }
    }
  }
${EIGHT.map(
  (p) => `  if (firstPixel + ${p * 8}u + down < ${pixels}u) {
    let at = (firstPixel + ${p * 8}u + down) * ${inputs}u + firstInput + over;
${EIGHT.map((c) => `    dx[at + ${8 * c}u] = sum${p}_${c >> 2}.${'xyzw'[c & 3]};`).join('\n')}
  }`,
).join('\n')}`,
    groups: across * Math.ceil(pixels / SIDE),
    workgroup: 64,
  });
}

/** The m-th vector of inputs times two vectors of outputs. */
function rowsOfFilterGradient(m: number): string {
  const add = COMPONENTS.flatMap((component, k) =>
    [0, 1].map((c) => `sum${4 * m + k}_${c} += a${m}.${component} * b${c};`),
  );
  return [`let a${m} = left[term * 16u + down + ${8 * m}u];`, ...add].join('\n');
}

/** As `filterGradient`. Rows are a tap's inputs, columns are outputs, terms are the pixels of a slice. */
export function filterGradientTiled(
  linear: Linear,
  batch: number,
  tensors: { x: PlanTensor; dy: PlanTensor; partials: PlanTensor },
): Kernel {
  const [height, width, inputs] = linear.input;
  const [outputHeight, outputWidth, outputs] = linear.output;
  const { count, rowsPerSlice } = slicesFor(linear, batch);
  const [across, along] = [outputs / SIDE, inputs / SIDE];
  const taps = linear.filterHeight * linear.filterWidth;
  const tiles = across * along * taps;
  const [inVectors, outVectors] = [inputs / 4, outputs / 4];
  const pixels = batch * outputHeight * outputWidth;
  const sums = EIGHT.flatMap((m) => [0, 1].map((c) => `sum${m}_${c}`));
  return kernel({
    label: `${linear.name}: filter gradient`,
    reads: { x: { tensor: tensors.x, type: 'vec4f' }, dy: { tensor: tensors.dy, type: 'vec4f' } },
    writes: { partials: { tensor: tensors.partials, type: 'vec4f' } },
    declarations: `
var<workgroup> left : array<vec4f, ${DEPTH * 16}>;   // [pixel][input]
var<workgroup> right : array<vec4f, ${DEPTH * 16}>;  // [pixel][output]`,
    body: `
  let firstOutput = group % ${across}u * 16u;
  let firstInput = group / ${across}u % ${along}u * 16u;
  let tap = group / ${across * along}u % ${taps}u;
  let slice = group / ${tiles}u;
  let tapRow = i32(tap / ${linear.filterWidth}u) - ${linear.padTop};
  let tapColumn = i32(tap % ${linear.filterWidth}u) - ${linear.padLeft};
  let end = min((slice + 1u) * ${rowsPerSlice * outputWidth}u, ${pixels}u);
  let down = lane / 8u;
  let over = lane % 8u;
${sums.map((name) => `  var ${name} = vec4f(0);`).join('\n')}
  for (var begin = slice * ${rowsPerSlice * outputWidth}u; begin < end; begin += ${DEPTH}u) {
    workgroupBarrier();
    for (var at = lane; at < ${DEPTH * 16}u; at += 64u) {
      let pixel = begin + at / 16u;
      let safe = min(pixel, ${pixels - 1}u);
      let row = i32(safe / ${outputWidth}u % ${outputHeight}u) * ${linear.stride} + tapRow;
      let column = i32(safe % ${outputWidth}u) * ${linear.stride} + tapColumn;
      let inside = (pixel < end) & (u32(row) < ${height}u) & (u32(column) < ${width}u);
      let image = i32(safe / ${outputHeight * outputWidth}u) * ${height * width};
      let from_ = select(0u, u32(image + row * ${width} + column) * ${inVectors}u, inside);
      left[at] = select(vec4f(0), x[from_ + firstInput + at % 16u], inside);
      right[at] = select(vec4f(0), dy[safe * ${outVectors}u + firstOutput + at % 16u], inside);
    }
    workgroupBarrier();
    for (var term = 0u; term < ${DEPTH}u; term++) {
      let b0 = right[term * 16u + over];
      let b1 = right[term * 16u + over + 8u];
${[0, 1].map((m) => rowsOfFilterGradient(m)).join('\n')}
    }
  }
  let place = slice * ${filterElements(linear) / 4}u + firstOutput + over;
${EIGHT.map((m) => {
  const input = `(firstInput + down + ${8 * (m >> 2)}u) * 4u + ${m & 3}u`;
  return `  let at${m} = place + (tap * ${inputs}u + ${input}) * ${outVectors}u;
  partials[at${m}] = sum${m}_0;
  partials[at${m} + 8u] = sum${m}_1;`;
}).join('\n')}`,
    groups: tiles * count,
    workgroup: 64,
  });
}
