import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/**
 * The float32 values of a tensor, in place on the heap of the wasm backend.
 *
 * Take it after the last allocation: the heap moves when it grows, and older views are then empty.
 */
export function floatsOf(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  if (tensor.dtype !== 'float32') throw new Error(`Expected float32, found ${tensor.dtype}.`);
  return backend.typedArrayFromHeap(tensor) as Float32Array; // float32 was just checked
}

/** The memory of a tensor as float64 values, half as many. Blocks of memory begin at multiples of 8. */
export function doublesOf(backend: BackendWasm, tensor: TensorInfo): Float64Array {
  const { buffer, byteOffset, length } = floatsOf(backend, tensor);
  return new Float64Array(buffer, byteOffset, length / 2);
}

/** Where a tensor lies on the heap, bytes. Growing does not move it there. */
export function addressOf(backend: BackendWasm, tensor: TensorInfo): number {
  return backend.getMemoryOffset(tensor.dataId);
}

/** New memory on the heap. Its values are whatever was there before. */
export function allocate(backend: BackendWasm, shape: readonly number[]): TensorInfo {
  return backend.makeOutput([...shape], 'float32');
}

export function release(backend: BackendWasm, ...tensors: readonly TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}
