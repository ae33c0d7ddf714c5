import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../shapes';
import { simdOf } from '../../simd/simd-kernels';
import { addressOf, allocate } from '../../wasm-heap';

export function reluGradOnHeap(backend: BackendWasm, x: TensorInfo, dy: TensorInfo): TensorInfo {
  const dx = allocate(backend, x.shape);
  const bytes = sizeOf(x.shape) * Float32Array.BYTES_PER_ELEMENT;
  simdOf(backend).reluGradient(addressOf(backend, x), addressOf(backend, dy), addressOf(backend, dx), bytes);
  return dx;
}
