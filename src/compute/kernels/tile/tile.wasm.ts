import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { stridesOf } from '../../shapes';
import { allocate, floatsOf } from '../../wasm-heap';

/** Repeats by copying ever larger blocks; the stock kernel works out the coordinates of every single element. */
export function tileOnHeap(backend: BackendWasm, x: TensorInfo, repeats: readonly number[]): TensorInfo {
  const output = allocate(
    backend,
    x.shape.map((size, axis) => size * (repeats[axis] ?? 1)),
  );
  const sizes = {
    shape: x.shape,
    repeats,
    strides: stridesOf(x.shape),
    outputStrides: stridesOf(output.shape),
  };
  tileAxis(floatsOf(backend, x), floatsOf(backend, output), sizes, { axis: 0, from: 0, to: 0 });
  return output;
}

interface TileSizes {
  readonly shape: readonly number[];
  readonly repeats: readonly number[];
  readonly strides: readonly number[];
  readonly outputStrides: readonly number[];
}

interface TilePosition {
  readonly axis: number;
  readonly from: number; // element of x
  readonly to: number; // element of the output
}

/** Writes one block: what is below this axis once, then copies of it. */
function tileAxis(
  x: Float32Array,
  output: Float32Array,
  sizes: TileSizes,
  { axis, from, to }: TilePosition,
): void {
  const length = sizes.shape[axis];
  if (length === undefined) {
    output[to] = x[from] as number;
    return;
  }
  const [step, outputStep] = [sizes.strides[axis] ?? 1, sizes.outputStrides[axis] ?? 1];
  if (axis === sizes.shape.length - 1)
    for (let at = 0; at < length; at += 1) output[to + at] = x[from + at] as number;
  else
    for (let at = 0; at < length; at += 1)
      tileAxis(x, output, sizes, { axis: axis + 1, from: from + at * step, to: to + at * outputStep });
  repeatBlock(output, to, length * outputStep, sizes.repeats[axis] ?? 1);
}

function repeatBlock(output: Float32Array, start: number, size: number, repeats: number): void {
  if (size === 1) output.fill(output[start] as number, start, start + repeats);
  else
    for (let copy = 1; copy < repeats; copy += 1) output.copyWithin(start + copy * size, start, start + size);
}
