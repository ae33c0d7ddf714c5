import type { KernelTime } from './questions';

const MOST_DISPATCHES = 1024;

/** Where the time of the passes recorded while it watches goes, by the label of each dispatch's bindings. */
interface KernelClock {
  start(): void;
  /** Waits for the GPU. Milliseconds of GPU time; kernels of one name are added up; slowest first. */
  stop(): Promise<KernelTime[]>;
}

/**
 * Devices made from now on can be asked where their time goes: each dispatch gets a pass with timestamps of its own.
 * Passes cannot overlap then, so the sum is a little more than a step takes.
 *
 * @returns undefined where the adapter has no timestamps
 */
export async function watchKernels(): Promise<{ clockOf: (device: GPUDevice) => KernelClock } | undefined> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter?.features.has('timestamp-query')) return undefined;
  const asAsked = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = function requestDevice(asked = {}) {
    const features = new Set([...(asked.requiredFeatures ?? []), 'timestamp-query' as const]);
    return asAsked.call(this, { ...asked, requiredFeatures: [...features] });
  };
  return { clockOf: kernelClock };
}

function kernelClock(device: GPUDevice): KernelClock {
  const times = device.createQuerySet({ type: 'timestamp', count: 2 * MOST_DISPATCHES });
  const begin = GPUCommandEncoder.prototype.beginComputePass;
  let names: string[] = [];
  return {
    start: () => {
      names = [];
      GPUCommandEncoder.prototype.beginComputePass = function beginComputePass(this: GPUCommandEncoder) {
        return splitPass((name) => {
          const at = names.push(name) - 1;
          if (at >= MOST_DISPATCHES)
            throw new Error(`A step has at most ${MOST_DISPATCHES} dispatches here.`);
          const [beginningOfPassWriteIndex, endOfPassWriteIndex] = [2 * at, 2 * at + 1];
          return begin.call(this, {
            timestampWrites: { querySet: times, beginningOfPassWriteIndex, endOfPassWriteIndex },
          });
        });
      };
    },
    stop: async () => {
      GPUCommandEncoder.prototype.beginComputePass = begin;
      return addUp(names, await readTimes(device, times, names.length));
    },
  };
}

/** Looks like one pass to who records it. */
function splitPass(open: (name: string) => GPUComputePassEncoder): GPUComputePassEncoder {
  let pipeline: GPUComputePipeline | undefined;
  let bindings: GPUBindGroup | undefined;
  const pass = {
    setPipeline: (given: GPUComputePipeline) => {
      pipeline = given;
    },
    setBindGroup: (_index: number, given: GPUBindGroup) => {
      bindings = given;
    },
    dispatchWorkgroups: (x: number, y?: number, z?: number) => {
      if (!pipeline || !bindings) throw new Error('A dispatch needs a pipeline and bindings.');
      const real = open(bindings.label || pipeline.label);
      real.setPipeline(pipeline);
      real.setBindGroup(0, bindings);
      real.dispatchWorkgroups(x, y, z);
      real.end();
    },
    end: () => undefined,
  };
  return pass as unknown as GPUComputePassEncoder; // all that a step calls on it
}

async function readTimes(device: GPUDevice, times: GPUQuerySet, dispatches: number): Promise<BigInt64Array> {
  const size = Math.max(1, dispatches) * 2 * 8;
  const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const resolved = device.createBuffer({ size, usage: QUERY_RESOLVE | COPY_SRC });
  const staging = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.resolveQuerySet(times, 0, 2 * dispatches, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const values = new BigInt64Array(staging.getMappedRange()).slice();
  resolved.destroy();
  staging.destroy();
  return values;
}

function addUp(names: readonly string[], times: BigInt64Array): KernelTime[] {
  const found = new Map<string, KernelTime>();
  for (const [at, name] of names.entries()) {
    const ms = Number((times[2 * at + 1] ?? 0n) - (times[2 * at] ?? 0n)) / 1e6;
    const before = found.get(name) ?? { name, calls: 0, ms: 0 };
    found.set(name, { name, calls: before.calls + 1, ms: before.ms + ms });
  }
  return [...found.values()].toSorted((one, other) => other.ms - one.ms);
}
