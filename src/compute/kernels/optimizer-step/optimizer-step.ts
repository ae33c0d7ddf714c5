import type { Tensor } from '@tensorflow/tfjs-core';
import { registerReference, registerWasm, registerWebGpu, runKernel } from '../../kernel-registry';
import {
  type OptimizerInput,
  type OptimizerStepAttributes,
  optimizerStepReference,
} from './optimizer-step.reference';
import { optimizerStepOnHeap } from './optimizer-step.wasm';
import { optimizerStepOnGpu } from './optimizer-step.webgpu';

const OPTIMIZER_STEP = 'MienOptimizerStep';

/** One step for one weight: tensors of one shape in, a new value and new moments out. */
export function optimizerStep(
  { value, gradient, moments }: { value: Tensor; gradient: Tensor; moments: readonly Tensor[] },
  attributes: OptimizerStepAttributes,
): Tensor[] {
  const [first, second] = moments;
  return runKernel(
    OPTIMIZER_STEP,
    { value, gradient, ...(first && { first }), ...(second && { second }) },
    attributes,
  );
}

export function registerOptimizerStep(): void {
  registerReference<OptimizerInput, OptimizerStepAttributes>(OPTIMIZER_STEP, optimizerStepReference);
  registerWasm<OptimizerInput, OptimizerStepAttributes>(OPTIMIZER_STEP, optimizerStepOnHeap);
  registerWebGpu<OptimizerInput, OptimizerStepAttributes>(OPTIMIZER_STEP, optimizerStepOnGpu);
}
