import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { filterGradientOfColumns } from '../../simd/columns';
import { filterGradient, isForWinograd } from '../../simd/winograd';

export function conv2dBackpropFilterOnHeap(
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  conv: backend_util.Conv2DInfo,
): TensorInfo {
  return isForWinograd(conv)
    ? filterGradient(backend, x, dy, conv)
    : filterGradientOfColumns(backend, x, dy, conv);
}
