import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { getKernel, Tile, type TensorInfo, type TileAttrs } from '@tensorflow/tfjs-core';
import { replaceKernelFunction } from '../../kernel-registry';
import { tileOnHeap } from './tile.wasm';

export function registerTile(): void {
  const stock = getKernel(Tile, 'wasm').kernelFunc;
  replaceKernelFunction(Tile, 'wasm', (call) => {
    const { x } = call.inputs as { x: TensorInfo };
    if (x.dtype !== 'float32') return stock(call);
    return tileOnHeap(call.backend as BackendWasm, x, (call.attrs as unknown as TileAttrs).reps);
  });
}
