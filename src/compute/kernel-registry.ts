import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  engine,
  getGradient,
  getKernel,
  registerGradient,
  registerKernel,
  unregisterGradient,
  unregisterKernel,
  type GradConfig,
  type KernelBackend,
  type KernelFunc,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { BackendName } from '../shared/model-card';

/** A float32 tensor in plain memory: what references take and give. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

type Reference<Input extends string, Attributes> = (
  inputs: Readonly<Record<Input, HostTensor>>,
  attributes: Attributes,
) => HostTensor[];

type WasmKernel<Input extends string, Attributes> = (
  backend: BackendWasm,
  inputs: Readonly<Record<Input, TensorInfo>>,
  attributes: Attributes,
) => TensorInfo[];

type WebGpuKernel<Input extends string, Attributes> = (
  backend: WebGPUBackend,
  inputs: Readonly<Record<Input, TensorInfo>>,
  attributes: Attributes,
) => TensorInfo[];

/** A kernel put together from tfjs ops. Called inside `tidy`; nothing of it is recorded for gradients. */
type ComposedKernel<Input extends string, Attributes> = (
  inputs: Readonly<Record<Input, Tensor>>,
  attributes: Attributes,
) => Tensor[];

/** Registers a kernel for one backend, replacing what was there: tfjs only warns about a second registration. */
function replaceKernel(kernelName: string, backendName: BackendName, kernelFunc: KernelFunc): void {
  if (getKernel(kernelName, backendName)) unregisterKernel(kernelName, backendName);
  registerKernel({ kernelName, backendName, kernelFunc });
}

/** Puts our function into a stock kernel and keeps the rest of it: its setup binds what the stock function calls. */
export function replaceKernelFunction(
  kernelName: string,
  backendName: BackendName,
  kernelFunc: KernelFunc,
): void {
  const stock = getKernel(kernelName, backendName);
  unregisterKernel(kernelName, backendName);
  registerKernel({ ...stock, kernelFunc });
}

export function replaceGradient(config: GradConfig): void {
  if (getGradient(config.kernelName)) unregisterGradient(config.kernelName);
  registerGradient(config);
}

/** The plain-loop reference as the `cpu` kernel, so that one test runs on every backend. */
export function registerReference<Input extends string, Attributes>(
  kernelName: string,
  reference: Reference<Input, Attributes>,
): void {
  // tfjs types a kernel's backend as {} and its inputs and attributes as open maps; their names are fixed by the op next door.
  replaceKernel(kernelName, 'cpu', ({ inputs, attrs, backend }) => {
    const host = backend as KernelBackend;
    const read = (input: TensorInfo) => ({
      shape: input.shape,
      values: host.readSync(input.dataId) as Float32Array,
    });
    const entries = Object.entries(inputs).map(([name, input]) => [name, read(input as TensorInfo)]);
    const outputs = reference(Object.fromEntries(entries) as Record<Input, HostTensor>, attrs as Attributes);
    return oneOrAll(
      outputs.map(({ shape, values }) => ({
        dataId: host.write(values, [...shape], 'float32'),
        shape: [...shape],
        dtype: 'float32' as const,
      })),
    );
  });
}

export function registerWasm<Input extends string, Attributes>(
  kernelName: string,
  kernel: WasmKernel<Input, Attributes>,
): void {
  replaceKernel(kernelName, 'wasm', ({ inputs, attrs, backend }) =>
    oneOrAll(kernel(backend as BackendWasm, inputs as Record<Input, TensorInfo>, attrs as Attributes)),
  );
}

export function registerWebGpu<Input extends string, Attributes>(
  kernelName: string,
  kernel: WebGpuKernel<Input, Attributes>,
): void {
  replaceKernel(kernelName, 'webgpu', ({ inputs, attrs, backend }) =>
    oneOrAll(kernel(backend as WebGPUBackend, inputs as Record<Input, TensorInfo>, attrs as Attributes)),
  );
}

export function registerComposed<Input extends string, Attributes>(
  kernelName: string,
  backendName: BackendName,
  kernel: ComposedKernel<Input, Attributes>,
): void {
  replaceKernel(kernelName, backendName, ({ inputs, attrs }) =>
    // The engine hands the kernel the very tensors the op was called with.
    engine().tidy(() => oneOrAll(kernel(inputs as unknown as Record<Input, Tensor>, attrs as Attributes))),
  );
}

/** An op with one output expects the output itself, not a list of one. */
function oneOrAll<T extends TensorInfo>(outputs: T[]): T | T[] {
  const [first, ...others] = outputs;
  return first && others.length === 0 ? first : outputs;
}

/** Runs a kernel by name; it always gives a list of tensors. */
export function runKernel(kernelName: string, inputs: NamedTensorMap, attributes: object = {}): Tensor[] {
  const outputs: Tensor | Tensor[] = engine().runKernel(kernelName, inputs, attributes as NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** The same for a kernel with one output. */
export function runKernelForOne(kernelName: string, inputs: NamedTensorMap, attributes: object = {}): Tensor {
  const [output, ...others] = runKernel(kernelName, inputs, attributes);
  if (!output || others.length > 0) throw new Error(`${kernelName} has not one output.`);
  return output;
}

/** Calls another kernel of the wasm backend from inside a kernel: tensor infos in and out, nothing tracked. */
export function callWasmKernel(
  backend: BackendWasm,
  kernelName: string,
  inputs: Readonly<Record<string, TensorInfo>>,
  attributes: object,
): TensorInfo {
  const output = getKernel(kernelName, 'wasm').kernelFunc({
    inputs: { ...inputs },
    attrs: attributes as NamedAttrMap,
    backend,
  });
  if (Array.isArray(output)) throw new Error(`${kernelName} gave several outputs.`);
  return output;
}
