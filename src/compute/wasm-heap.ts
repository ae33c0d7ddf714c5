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

/** The same values as the bits they are made of. */
export function bitsOf(backend: BackendWasm, tensor: TensorInfo): Int32Array {
  const { buffer, byteOffset, length } = floatsOf(backend, tensor);
  return new Int32Array(buffer, byteOffset, length);
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

/** Part of another tensor as a tensor, without a copy. Give it back with `releaseView`, before its owner. */
export function viewOf(
  backend: BackendWasm,
  owner: TensorInfo,
  firstElement: number,
  shape: readonly number[],
): TensorInfo {
  const address = addressOf(backend, owner) + firstElement * Float32Array.BYTES_PER_ELEMENT;
  return backend.makeOutput([...shape], 'float32', address);
}

/** Ends a view. `disposeData` would free memory in the middle of the owner's block. */
export function releaseView(backend: BackendWasm, view: TensorInfo): void {
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(view.dataId).id);
  backend.dataIdMap.delete(view.dataId);
}
