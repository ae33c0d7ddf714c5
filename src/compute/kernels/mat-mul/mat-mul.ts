import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { BatchMatMul, type BatchMatMulAttrs, getKernel, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { replaceKernelFunction } from '../../kernel-registry';
import { matMulOnHeap } from './mat-mul.wasm';

/** Leaves plain and batched products to the stock kernel and takes the transposed ones. */
export function registerMatMul(): void {
  const stock = getKernel(BatchMatMul, 'wasm').kernelFunc;
  replaceKernelFunction(BatchMatMul, 'wasm', (call) => {
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
    const { transposeA, transposeB } = call.attrs as unknown as BatchMatMulAttrs;
    if (!isMatrix(a) || !isMatrix(b) || !(transposeA || transposeB)) return stock(call);
    return matMulOnHeap(call.backend as BackendWasm, { a, b }, { a: transposeA, b: transposeB }, stock);
  });
}

function isMatrix(tensor: TensorInfo): boolean {
  return util.sizeFromShape(tensor.shape.slice(0, -2)) === 1;
}
