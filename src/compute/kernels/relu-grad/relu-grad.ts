import { cast, mul, Relu, step, type Tensor } from '@tensorflow/tfjs-core';
import {
  registerComposed,
  registerReference,
  registerWasm,
  replaceGradient,
  runKernelForOne,
} from '../../kernel-registry';
import { reluGradReference } from './relu-grad.reference';
import { reluGradOnHeap } from './relu-grad.wasm';

const RELU_GRAD = 'MienReluGrad';

/** ReLU's gradient in one pass on wasm, where stock tfjs makes three (step, cast, multiply). */
export function registerReluGrad(): void {
  registerReference(RELU_GRAD, reluGradReference);
  registerWasm<'x' | 'dy', object>(RELU_GRAD, (backend, { x, dy }) => [reluGradOnHeap(backend, x, dy)]);
  registerComposed<'x' | 'dy', object>(RELU_GRAD, 'webgpu', ({ x, dy }) => [
    mul(dy, cast(step(x), 'float32')),
  ]);
  replaceGradient({
    kernelName: Relu,
    inputsToSave: ['x'],
    // One output, so dy is one tensor; x was saved by the line above.
    gradFunc: (dy, [x]) => ({ x: () => runKernelForOne(RELU_GRAD, { x: x as Tensor, dy: dy as Tensor }) }),
  });
}
