import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { allocate, floatsOf, release } from '../../wasm-heap';

interface Factors {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

/**
 * Matrix product with transposed factors. The backend multiplies plain matrices through XNNPACK (about 30 GFLOP/s on
 * one core) but transposed ones in a naive loop (0.8), so we transpose first: one pass over a matrix.
 */
export function matMulOnHeap(
  backend: BackendWasm,
  { a, b }: Factors,
  transpose: { readonly a: boolean; readonly b: boolean },
  plainMatMul: KernelFunc,
): TensorInfo {
  const left = transpose.a ? transposed(backend, a) : a;
  const right = transpose.b ? transposed(backend, b) : b;
  const product = plainMatMul({
    inputs: { a: left, b: right },
    attrs: { transposeA: false, transposeB: false },
    backend,
  });
  if (transpose.a) release(backend, left);
  if (transpose.b) release(backend, right);
  if (Array.isArray(product)) throw new Error('A matrix product has one output.');
  return product;
}

/** [.., rows, columns] with all leading sizes 1 -> [.., columns, rows]. */
function transposed(backend: BackendWasm, matrix: TensorInfo): TensorInfo {
  const [rows = 1, columns = 1] = matrix.shape.slice(-2);
  const output = allocate(backend, [...matrix.shape.slice(0, -2), columns, rows]);
  transposeInto(floatsOf(backend, matrix), floatsOf(backend, output), rows, columns);
  return output;
}

const TILE = 16; // one cache line of float32 in both directions

function transposeInto(from: Float32Array, to: Float32Array, rows: number, columns: number): void {
  for (let top = 0; top < rows; top += TILE) {
    const bottom = Math.min(top + TILE, rows);
    for (let left = 0; left < columns; left += TILE) {
      const right = Math.min(left + TILE, columns);
      for (let row = top; row < bottom; row += 1) {
        for (let column = left; column < right; column += 1)
          to[column * rows + row] = from[row * columns + column] as number;
      }
    }
  }
}
