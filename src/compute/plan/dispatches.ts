import type { Kernel } from './kernel';
import type { PlanMemory } from './plan-memory';

/** A kernel, ready to run on its memory. */
export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly groups: readonly [number, number];
}

/** @throws GPUPipelineError where a driver does not take a shader */
export async function compileDispatches(
  device: GPUDevice,
  kernels: readonly Kernel[],
  memory: PlanMemory,
): Promise<Dispatch[]> {
  const pipelines = await compilePipelines(device, kernels);
  return kernels.map((kernel, place) =>
    dispatchOf(device, kernel, pipelines[place] as GPUComputePipeline, memory),
  );
}

/** One compute pass. */
export function encode(encoder: GPUCommandEncoder, dispatches: readonly Dispatch[]): void {
  const pass = encoder.beginComputePass();
  for (const { pipeline, bindings, groups } of dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(...groups);
  }
  pass.end();
}

/** All at once: the browser compiles side by side. Equal shaders are compiled once. */
async function compilePipelines(
  device: GPUDevice,
  kernels: readonly Kernel[],
): Promise<GPUComputePipeline[]> {
  const compiled = new Map<string, Promise<GPUComputePipeline>>();
  for (const { code, label } of kernels) {
    if (compiled.has(code)) continue;
    const module = device.createShaderModule({ code, label });
    compiled.set(
      code,
      device.createComputePipelineAsync({ label, layout: 'auto', compute: { module, entryPoint: 'main' } }),
    );
  }
  return Promise.all(kernels.map(({ code }) => compiled.get(code) as Promise<GPUComputePipeline>));
}

function dispatchOf(
  device: GPUDevice,
  { label, tensors, readsStep, groups }: Kernel,
  pipeline: GPUComputePipeline,
  memory: PlanMemory,
): Dispatch {
  const buffers = [...tensors.map((one) => memory.bufferOf(one)), ...(readsStep ? [memory.numbers] : [])];
  const bindings = device.createBindGroup({
    label,
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  return { pipeline, bindings, groups };
}
