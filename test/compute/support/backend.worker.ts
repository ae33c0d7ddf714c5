// Starts a backend in a module worker, as the app does, and multiplies two matrices there.
import { matMul, tensor2d } from '@tensorflow/tfjs-core';
import { type BackendRequest, startBackend } from '../../../src/compute/backend';

self.addEventListener('message', ({ data }: MessageEvent<BackendRequest>) => {
  void startBackend(data).then(async (info) => {
    const product = await matMul(tensor2d([[1, 2]]), tensor2d([[3], [4]])).data();
    self.postMessage({ info, product: [...product] }, {});
  });
});
