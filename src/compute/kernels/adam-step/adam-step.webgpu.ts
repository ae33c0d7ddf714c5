import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { runShader, type UniformValue } from '../../webgpu-program';
import type { AdamAttributes, AdamInput } from './adam-step.reference';
import code from './adam-step.wgsl?raw';

/** Three dispatches for the three results, where tfjs' own optimizer takes fourteen. */
export function adamStepOnGpu(
  backend: WebGPUBackend,
  inputs: Readonly<Record<AdamInput, TensorInfo>>,
  adam: AdamAttributes,
): TensorInfo[] {
  const { value, gradient, firstMoment, secondMoment } = inputs;
  const numbers = { ...adam, oneMinusBeta1: 1 - adam.beta1, oneMinusBeta2: 1 - adam.beta2 };
  const floats = Object.entries(numbers).map(([name, number]): UniformValue => ({
    name,
    type: 'f32',
    value: number,
  }));
  return [0, 1, 2].map((part) =>
    runShader(backend, {
      name: 'mien-adam-step',
      code,
      outputShape: value.shape,
      inputs: { value, gradient, firstMoment, secondMoment },
      uniforms: [{ name: 'part', type: 'u32', value: part }, ...floats],
    }),
  );
}
