import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { randomBits } from '../../../shared/random';
import { runShader } from '../../webgpu-program';
import type { DropoutAttributes } from './dropout.reference';
import code from './dropout.wgsl?raw';

export function dropoutOnGpu(
  backend: WebGPUBackend,
  x: TensorInfo,
  attributes: DropoutAttributes,
): TensorInfo {
  return runShader(backend, {
    name: 'mien-dropout',
    code,
    outputShape: x.shape,
    inputs: { x },
    uniforms: [
      { name: 'sharedBits', type: 'u32', value: randomBits(attributes.seed, ...attributes.counters) },
      { name: 'threshold', type: 'u32', value: attributes.threshold },
      { name: 'scale', type: 'f32', value: attributes.scale },
    ],
  });
}
