// The adapter by itself, without tfjs: what it is, and how fast plain kernels run on it.
import { isSoftware } from '../compute/backend';
import { randomUniform } from '../shared/random';
import { MATMULS, type MatmulKernel } from './matmul';
import type { AdapterReport, MatmulAnswer, MatmulQuestion } from './questions';

/** @returns undefined without WebGPU or an adapter */
export async function describeAdapter(): Promise<AdapterReport | undefined> {
  const adapter = await findAdapter();
  if (!adapter) return undefined;
  const { vendor, architecture, device, description } = adapter.info;
  return {
    vendor,
    architecture,
    device,
    description,
    isSoftware: isSoftware(adapter.info),
    features: [...adapter.features].toSorted(),
    limits: limitsOf(adapter.limits),
  };
}

async function findAdapter(): Promise<GPUAdapter | undefined> {
  // The types promise navigator.gpu; browsers without WebGPU do not have it.
  const gpu: GPU | undefined = navigator.gpu;
  return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? undefined;
}

function limitsOf(limits: GPUSupportedLimits): Record<string, number> {
  const found: Record<string, number> = {};
  // Limits are getters on the prototype; the types give them no index.
  for (const name in limits) {
    const value: unknown = limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') found[name] = value;
  }
  return found;
}

let device: Promise<GPUDevice> | undefined;

function bareDevice(): Promise<GPUDevice> {
  device ??= openDevice();
  return device;
}

async function openDevice(): Promise<GPUDevice> {
  const adapter = await findAdapter();
  if (!adapter) throw new Error('There is no WebGPU adapter.');
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize } = adapter.limits;
  return adapter.requestDevice({
    requiredFeatures: (['subgroups'] as const).filter((feature) => adapter.features.has(feature)),
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize },
  });
}

const ROUNDS = 5;

/** The best of the rounds after the first, milliseconds: other work on the machine only ever adds time. */
async function bestOf(gpu: GPUDevice, record: (encoder: GPUCommandEncoder) => void): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const encoder = gpu.createCommandEncoder();
    record(encoder);
    const start = performance.now();
    gpu.queue.submit([encoder.finish()]);
    await gpu.queue.onSubmittedWorkDone();
    if (round > 0) best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Bytes read and written per second. */
export async function timeCopy(bytes: number): Promise<number> {
  const gpu = await bareDevice();
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = [gpu.createBuffer({ size: bytes, usage }), gpu.createBuffer({ size: bytes, usage })];
  const copies = 8;
  const ms = await bestOf(gpu, (encoder) => {
    for (let copy = 0; copy < copies; copy += 1) encoder.copyBufferToBuffer(from, 0, to, 0, bytes);
  });
  from.destroy();
  to.destroy();
  return (2 * bytes * copies) / (ms / 1000);
}

/** Microseconds one dispatch takes that does nothing: how busy the machine is otherwise. */
export async function timeEmptyDispatch(): Promise<number> {
  const gpu = await bareDevice();
  const module = gpu.createShaderModule({ code: '@compute @workgroup_size(1) fn main() {}' });
  const pipeline = await gpu.createComputePipelineAsync({
    layout: 'auto',
    compute: { module, entryPoint: 'main' },
  });
  const dispatches = 500;
  const ms = await bestOf(gpu, (encoder) => {
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    for (let dispatch = 0; dispatch < dispatches; dispatch += 1) pass.dispatchWorkgroups(1);
    pass.end();
  });
  return (ms / dispatches) * 1000;
}

/**
 * Square float32 products, every kernel of ours that fits the device, fastest first. One whose products are wrong is
 * left out.
 */
export async function timeMatmuls({ size, only }: MatmulQuestion): Promise<MatmulAnswer[]> {
  const gpu = await bareDevice();
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const make = () => gpu.createBuffer({ size: size * size * 4, usage });
  const matrices: Matrices = { size, a: make(), b: make(), product: make() };
  const [a, b] = [1, 2].map((seed) =>
    Float32Array.from({ length: size * size }, (_, index) => randomUniform(seed, index) - 0.5),
  ) as [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];
  gpu.queue.writeBuffer(matrices.a, 0, a);
  gpu.queue.writeBuffer(matrices.b, 0, b);
  const answers: MatmulAnswer[] = [];
  for (const kernel of MATMULS) {
    if (size % kernel.tile !== 0 || (only ?? kernel.name) !== kernel.name) continue;
    if (kernel.needs && !gpu.features.has(kernel.needs)) continue;
    const ms = await timeKernel(gpu, kernel, matrices);
    const [row, column] = [size - 1, size - 3];
    const found = await readOne(gpu, matrices.product, row * size + column);
    if (isClose(found, innerProduct(a, b, { size, row, column })))
      answers.push({ name: kernel.name, size, gflops: (2 * size ** 3) / ms / 1e6 });
  }
  for (const buffer of [matrices.a, matrices.b, matrices.product]) buffer.destroy();
  return answers.toSorted((one, other) => other.gflops - one.gflops);
}

interface Matrices {
  readonly size: number;
  readonly a: GPUBuffer;
  readonly b: GPUBuffer;
  readonly product: GPUBuffer;
}

async function timeKernel(
  gpu: GPUDevice,
  kernel: MatmulKernel,
  { size, a, b, product }: Matrices,
): Promise<number> {
  const module = gpu.createShaderModule({ code: kernel.code(size) });
  const pipeline = await gpu.createComputePipelineAsync({
    layout: 'auto',
    compute: { module, entryPoint: 'main' },
  });
  const bindings = gpu.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [a, b, product].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const repeats = size >= 2048 ? 10 : 2;
  const ms = await bestOf(gpu, (encoder) => {
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    for (let repeat = 0; repeat < repeats; repeat += 1)
      pass.dispatchWorkgroups(size / kernel.tile, size / kernel.tile);
    pass.end();
  });
  return ms / repeats;
}

async function readOne(gpu: GPUDevice, buffer: GPUBuffer, index: number): Promise<number> {
  const staging = gpu.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = gpu.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, index * 4, staging, 0, 4);
  gpu.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const [value = Number.NaN] = new Float32Array(staging.getMappedRange());
  staging.destroy();
  return value;
}

function innerProduct(
  a: Float32Array,
  b: Float32Array,
  { size, row, column }: { size: number; row: number; column: number },
): number {
  let sum = 0;
  for (let k = 0; k < size; k += 1) sum += (a[row * size + k] ?? 0) * (b[k * size + column] ?? 0);
  return sum;
}

function isClose(found: number, expected: number): boolean {
  return Math.abs(found - expected) <= 1e-3 * Math.max(1, Math.abs(expected));
}
