import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { allocate, floatsOf } from '../../wasm-heap';
import { moveWeight, type OptimizerInput, type OptimizerStepAttributes } from './optimizer-step.reference';

/** Into new memory: a weight overwritten in place would leave XNNPACK's packed copy behind. */
export function optimizerStepOnHeap(
  backend: BackendWasm,
  { value, gradient, first, second }: Readonly<Record<OptimizerInput, TensorInfo | undefined>>,
  attributes: OptimizerStepAttributes,
): TensorInfo[] {
  if (!value || !gradient) throw new Error('An optimizer moves a weight by its gradient.');
  const held = [value, first, second].filter((tensor) => tensor !== undefined);
  const outputs = held.map(({ shape }) => allocate(backend, shape));
  // Views are taken after the last allocation.
  const moved = outputs.map((output) => floatsOf(backend, output));
  for (const [place, tensor] of held.entries()) moved[place]?.set(floatsOf(backend, tensor));
  const [newValue, newFirst, newSecond] = moved;
  moveWeight(
    {
      value: newValue as Float32Array, // the first of `held`
      gradient: floatsOf(backend, gradient),
      first: newFirst,
      second: newSecond,
    },
    attributes,
  );
  return outputs;
}
