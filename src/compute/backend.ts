import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  backend as currentBackend,
  env,
  findBackendFactory,
  getBackend,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
import { AppError, describeCause } from '../shared/errors';
import type { BackendName } from '../shared/model-card';
import { forgetDevice, watchDevice } from './device-failure';
import { registerKernels } from './kernels/register-kernels';
import { startSimdKernels } from './simd/simd-kernels';

/** Which backend to start: undefined lets the machine decide (design: WebGPU on a real adapter, else wasm). */
export interface BackendRequest {
  readonly backend?: BackendName | undefined;
}

/** What computes, as the page shows it. */
export interface BackendInfo {
  readonly name: BackendName;
  /**
   * The adapter as the browser names it ("nvidia lovelace"), or what runs the CPU code ("WebAssembly SIMD", or with ", fused" where products and sums round once: a
   * training run gives other last bits there).
   */
  readonly device: string;
  /** True for a WebGPU adapter that is emulated in software: slower than wasm. */
  readonly isSoftware: boolean;
  /** Why not WebGPU, when wasm was chosen by itself. */
  readonly whyNotWebGpu?:
    'no-api' | 'no-adapter' | 'device-failed' | 'software-adapter' | 'asked-for-other' | undefined;
}

type WhyNotWebGpu = NonNullable<BackendInfo['whyNotWebGpu']>;

let running: BackendInfo | undefined;
let starts: Promise<unknown> = Promise.resolve(); // one at a time: a second WebGPU start would remove the first one's

/**
 * Starts what computes in this thread: WebGPU on a real adapter, else WebAssembly. `request.backend` forces one, a
 * software adapter too. Asking for what runs already, or is being started, gives the same one.
 *
 * A lost device is not replaced: the page ends the thread whose device failed, and starts another.
 *
 * @throws AppError compute/no-backend
 */
export function startBackend(request: BackendRequest): Promise<BackendInfo> {
  const started = starts.then(() => startUnlessRunning(request));
  starts = started.catch(() => undefined);
  return started;
}

async function startUnlessRunning(request: BackendRequest): Promise<BackendInfo> {
  if (running && getBackend() === running.name && (request.backend ?? running.name) === running.name)
    return running;
  registerKernels();
  running = await startRequested(request);
  return running;
}

async function startRequested({ backend }: BackendRequest): Promise<BackendInfo> {
  if (backend === 'wasm') return startWasm('asked-for-other');
  if (backend === 'cpu') return startCpu();
  const adapter = await findAdapter();
  if (typeof adapter === 'string') return backend === 'webgpu' ? noBackend(adapter) : startWasm(adapter);
  if (isSoftware(adapter.info) && backend !== 'webgpu') return startWasm('software-adapter');
  try {
    return await startWebGpu(adapter);
  } catch (error) {
    if (backend === 'webgpu') return noBackend(describeCause(error));
    return startWasm('device-failed');
  }
}

function noBackend(cause: string): never {
  throw new AppError('compute/no-backend', { cause });
}

async function findAdapter(): Promise<GPUAdapter | Extract<WhyNotWebGpu, 'no-api' | 'no-adapter'>> {
  // The types promise navigator.gpu; browsers without WebGPU do not have it.
  const gpu: GPU | undefined = navigator.gpu;
  if (!gpu) return 'no-api';
  // null after two crashes of the GPU process, for about two minutes.
  return (await gpu.requestAdapter({ powerPreference: 'high-performance' })) ?? 'no-adapter';
}

/** Emulated on the CPU. Chromium names its own SwiftShader without calling it a fallback when it was asked for by flag. */
export function isSoftware(info: GPUAdapterInfo): boolean {
  return info.isFallbackAdapter || info.architecture === 'swiftshader' || info.vendor === 'google';
}

const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBuffersPerShaderStage',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Asked for where they are offered; nothing needs them. */
const USED_FEATURES = ['subgroups'] as const satisfies readonly GPUFeatureName[];

async function startWebGpu(adapter: GPUAdapter): Promise<BackendInfo> {
  const requiredLimits = Object.fromEntries(RAISED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  const requiredFeatures = USED_FEATURES.filter((feature) => adapter.features.has(feature));
  const device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
  // 3 is the packed product. The default picks one with float atomics for small outputs, whose sums differ from run to run.
  env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3);
  if (findBackendFactory('webgpu')) removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  watchDevice(device);
  await activate('webgpu');
  return { name: 'webgpu', device: adapterName(adapter.info), isSoftware: isSoftware(adapter.info) };
}

function adapterName({ vendor, architecture, description }: GPUAdapterInfo): string {
  return [vendor, architecture].filter((part) => part !== '').join(' ') || description || 'WebGPU';
}

async function startWasm(whyNotWebGpu: WhyNotWebGpu): Promise<BackendInfo> {
  // The threaded build starts its threads from blob: URLs, which our content policy does not allow.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) return noBackend('no WebAssembly SIMD');
  setWasmPaths({
    'tfjs-backend-wasm.wasm': simdWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': simdWasm,
  });
  await activate('wasm');
  const backend = currentBackend() as BackendWasm; // activated on the line above
  const isFused = await startSimdKernels(backend).catch((error: unknown) => noBackend(describeCause(error)));
  const device = isFused ? 'WebAssembly SIMD, fused' : 'WebAssembly SIMD';
  return { name: 'wasm', device, isSoftware: false, whyNotWebGpu };
}

/** Only where something else imported it: the tests' measure of truth. */
async function startCpu(): Promise<BackendInfo> {
  await activate('cpu');
  return { name: 'cpu', device: 'JavaScript', isSoftware: false, whyNotWebGpu: 'asked-for-other' };
}

async function activate(name: BackendName): Promise<void> {
  if (name !== 'webgpu') forgetDevice(); // one that failed must not trouble what computes without it
  if (!findBackendFactory(name)) return noBackend(`${name} is not part of this build`);
  if (!(await setBackend(name))) return noBackend(`${name} did not start`);
}
