import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { moveStatements } from '../../optimizer-rule';
import { runShader, type UniformValue } from '../../webgpu-program';
import type { OptimizerInput, OptimizerStepAttributes } from './optimizer-step.reference';

/** A dispatch for each result, where tfjs' own Adam takes fourteen. */
export function optimizerStepOnGpu(
  backend: WebGPUBackend,
  { value, gradient, first, second }: Readonly<Record<OptimizerInput, TensorInfo | undefined>>,
  { optimizer, decays, numbers }: OptimizerStepAttributes,
): TensorInfo[] {
  if (!value || !gradient) throw new Error('An optimizer moves a weight by its gradient.');
  const moments = { ...(first && { first }), ...(second && { second }) };
  const names = Object.keys(moments);
  const parts = ['newValue', ...names.map((name) => `${name}Moment`)];
  const floats = Object.entries(numbers).map(([name, number]: [string, number]): UniformValue => ({
    name,
    type: 'f32',
    value: number,
  }));
  const statements = moveStatements(optimizer, decays, {
    value: 'newValue',
    moments: names.map((name) => `${name}Moment`),
    gradient: 'slope',
    numbers: 'uniforms',
  });
  return parts.map((part) =>
    runShader(backend, {
      name: `mien-optimizer-step-${part}-${statements}`, // pipelines are found by it: constants are part of the code
      code: `fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let slope = gradient[index];
  var newValue = value[index];
${names.map((name) => `  var ${name}Moment = ${name}[index];`).join('\n')}
  ${statements}
  result[index] = ${part};
}`,
      outputShape: value.shape,
      inputs: { value, gradient, ...moments },
      uniforms: floats,
    }),
  );
}
