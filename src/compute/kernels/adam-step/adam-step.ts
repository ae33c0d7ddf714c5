import type { Tensor } from '@tensorflow/tfjs-core';
import { registerReference, registerWasm, registerWebGpu, runKernel } from '../../kernel-registry';
import { type AdamAttributes, type AdamInput, adamStepReference } from './adam-step.reference';
import { adamStepOnHeap } from './adam-step.wasm';
import { adamStepOnGpu } from './adam-step.webgpu';

const ADAM_STEP = 'MienAdamStep';

/** One step for one weight tensor: four tensors of one shape in, three new ones out. */
export function adamStep(
  inputs: Readonly<Record<AdamInput, Tensor>>,
  adam: AdamAttributes,
): [Tensor, Tensor, Tensor] {
  return runKernel(ADAM_STEP, { ...inputs }, adam) as [Tensor, Tensor, Tensor]; // the kernel has these three outputs
}

export function registerAdamStep(): void {
  registerReference<AdamInput, AdamAttributes>(ADAM_STEP, adamStepReference);
  registerWasm<AdamInput, AdamAttributes>(ADAM_STEP, adamStepOnHeap);
  registerWebGpu<AdamInput, AdamAttributes>(ADAM_STEP, adamStepOnGpu);
}
