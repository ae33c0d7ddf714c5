import '@tensorflow/tfjs-backend-cpu';
import { backend, env, getBackend, setBackend, tensor } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type BackendInfo, startBackend } from '../../src/compute/backend';
import { assertDeviceWorks, orDeviceFailure } from '../../src/compute/device-failure';
import { AppError } from '../../src/shared/errors';

// Ends what was started, so that every test starts anew.
afterEach(async () => {
  vi.restoreAllMocks();
  await setBackend('cpu');
});

describe('starting a backend', () => {
  it('takes wasm by itself where the only adapter is software, and says so', async () => {
    const info = await startBackend({});
    expect(info).toEqual({
      name: 'wasm',
      device: expect.stringMatching(/^WebAssembly SIMD/),
      isSoftware: false,
      whyNotWebGpu: 'software-adapter',
    });
    expect(getBackend()).toBe('wasm');
  });

  it('takes a software adapter when asked to', async () => {
    const info = await startBackend({ backend: 'webgpu' });
    expect(info).toMatchObject({ name: 'webgpu', isSoftware: true });
    expect(info.device).toContain('swiftshader');
    expect(await tensor([1, 2]).data()).toEqual(Float32Array.of(1, 2));
  });

  it('gives WebGPU the largest buffers of the adapter and one way to multiply matrices', async () => {
    await startBackend({ backend: 'webgpu' });
    const adapter = await navigator.gpu.requestAdapter();
    const { device } = backend() as WebGPUBackend;
    expect(device.limits.maxBufferSize).toBe(adapter?.limits.maxBufferSize);
    expect(device.limits.maxStorageBufferBindingSize).toBe(adapter?.limits.maxStorageBufferBindingSize);
    expect(env().getNumber('WEBGPU_MATMUL_PROGRAM_TYPE')).toBe(3);
  });

  it('answers at once when it already runs', async () => {
    const first = await startBackend({ backend: 'wasm' });
    const running = backend();
    expect(await startBackend({ backend: 'wasm' })).toBe(first);
    expect(await startBackend({})).toBe(first);
    expect(backend()).toBe(running);
  });

  it('takes wasm where the browser has no adapter to give', async () => {
    vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(null);
    expect(await startBackend({})).toMatchObject({ name: 'wasm', whyNotWebGpu: 'no-adapter' });
  });

  it('says so where there is an adapter whose device cannot be made', async () => {
    const adapter = {
      info: { vendor: 'acme', architecture: 'roadrunner', description: '', isFallbackAdapter: false },
      limits: {},
      requestDevice: () => Promise.reject(new Error('out of devices')),
    };
    vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(adapter as unknown as GPUAdapter);
    expect(await startBackend({})).toMatchObject({ name: 'wasm', whyNotWebGpu: 'device-failed' });
  });

  it('starts once when it is asked twice at the same time', async () => {
    const [one, other] = await Promise.all([
      startBackend({ backend: 'webgpu' }),
      startBackend({ backend: 'webgpu' }),
    ]);
    expect(one).toBe(other);
    expect(await tensor([1, 2]).data()).toEqual(Float32Array.of(1, 2));
    expect(assertDeviceWorks).not.toThrow();
  });

  it('fails by name when asked for WebGPU where there is none', async () => {
    vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(null);
    await expect(startBackend({ backend: 'webgpu' })).rejects.toMatchObject({ code: 'compute/no-backend' });
  });

  it.each(['wasm', 'webgpu'] as const)('starts %s in a module worker', async (name) => {
    const worker = new Worker(new URL('./support/backend.worker.ts', import.meta.url), { type: 'module' });
    const answer = new Promise<{ info: BackendInfo; product: number[] }>((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data));
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    });
    worker.postMessage({ backend: name }, []);
    const { info, product } = await answer;
    worker.terminate();
    expect(info.name).toBe(name);
    expect(product).toEqual([11]);
  });
});

describe('a WebGPU device that fails', () => {
  it('is noticed by who waits for a result', async () => {
    await startBackend({ backend: 'webgpu' });
    const { device } = backend() as WebGPUBackend;
    const reading = orDeviceFailure(new Promise(() => undefined)); // a read that never ends, as some do after a loss
    device.destroy();
    await expect(reading).rejects.toMatchObject({ code: 'compute/device-lost' });
    expect(assertDeviceWorks).toThrow(AppError);
  });

  it('is told apart from one that is out of memory', async () => {
    await startBackend({ backend: 'webgpu' });
    const { device } = backend() as WebGPUBackend;
    device.dispatchEvent(
      new GPUUncapturedErrorEvent('uncapturederror', { error: new GPUOutOfMemoryError('full') }),
    );
    expect(assertDeviceWorks).toThrow('compute/out-of-memory');
  });

  it('is nothing to a backend that was started after it', async () => {
    await startBackend({ backend: 'webgpu' });
    const { device } = backend() as WebGPUBackend;
    device.destroy();
    await device.lost;
    await startBackend({ backend: 'wasm' });
    expect(await orDeviceFailure(tensor([1, 1]).data())).toEqual(Float32Array.of(1, 1));
  });

  it('does not trouble what never touches it', async () => {
    await startBackend({ backend: 'wasm' });
    await expect(orDeviceFailure(Promise.resolve(5))).resolves.toBe(5);
    await expect(orDeviceFailure(Promise.reject(new Error('own')))).rejects.toThrow('own');
  });
});
