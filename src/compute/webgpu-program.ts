import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { webgpu_util } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from './shapes';

/** A number every invocation reads as `uniforms.<name>`. */
export interface UniformValue {
  readonly name: string;
  readonly type: 'u32' | 'i32' | 'f32';
  readonly value: number;
}

/** A shader that makes one float32 tensor. It sees every tensor as a flat array. */
interface Shader {
  readonly name: string; // unique: compiled pipelines are found by it
  /** Defines `fn main(index : i32)`. tfjs writes around it what README.md in this folder lists. */
  readonly code: string;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly uniforms: readonly UniformValue[];
  readonly outputShape: readonly number[];
  /** How often main is called at least; absent: once per element of the output. */
  readonly invocations?: number;
}

const WORKGROUP: [number, number, number] = [64, 1, 1];
const UNIFORM_TYPES = { u32: 'uint32', i32: 'int32', f32: 'float32' } as const;

export function runShader(backend: WebGPUBackend, shader: Shader): TensorInfo {
  const size = sizeOf(shader.outputShape);
  const layout = webgpu_util.flatDispatchLayout([size]);
  const program: WebGPUProgram = {
    variableNames: Object.keys(shader.inputs),
    outputShape: [size],
    workgroupSize: WORKGROUP,
    dispatchLayout: layout,
    dispatch: webgpu_util.computeDispatch(layout, [shader.invocations ?? size], WORKGROUP),
    uniforms: shader.uniforms.map(({ name, type }) => `${name} : ${type},`).join(' '),
    shaderKey: shader.name,
    size: true,
    getUserCode: () => shader.code,
  };
  const inputs = Object.values(shader.inputs).map(flat);
  const values = shader.uniforms.map(({ type, value }) => ({ type: UNIFORM_TYPES[type], data: [value] }));
  const output = backend.runWebGPUProgram(program, inputs, 'float32', values);
  return { ...output, shape: [...shader.outputShape] };
}

function flat({ dataId, dtype, shape }: TensorInfo): TensorInfo {
  return { dataId, dtype, shape: [sizeOf(shape)] };
}
