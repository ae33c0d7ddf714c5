import { isSoftware } from '../backend';

/** What of an adapter decides how the plan works. */
export interface AdapterTraits {
  readonly isSoftware: boolean;
  /** Four neighbouring invocations can hand each other numbers. */
  readonly hasQuads: boolean;
  readonly invocations: number; // per group, at most
}

export async function traitsOf(device: GPUDevice): Promise<AdapterTraits> {
  // The types promise it; browsers older than the property do not have it.
  const info: GPUAdapterInfo | undefined = device.adapterInfo;
  return {
    isSoftware: info !== undefined && isSoftware(info),
    hasQuads: device.features.has('subgroups') && (await quadsAreNeighbours(device)),
    invocations: device.limits.maxComputeInvocationsPerWorkgroup,
  };
}

export function largestBinding({ limits }: GPUDevice): number {
  return Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
}

const asked = new WeakMap<GPUDevice, Promise<boolean>>();

/** WebGPU does not promise which invocations make a quad; all that is known of a device is what it does. */
function quadsAreNeighbours(device: GPUDevice): Promise<boolean> {
  const answer = asked.get(device) ?? tryQuads(device);
  asked.set(device, answer);
  return answer;
}

const LANES = 64;
const QUADS = `enable subgroups;
@group(0) @binding(0) var<storage, read_write> found : array<vec4u, ${LANES}>;
@compute @workgroup_size(${LANES})
fn main(@builtin(local_invocation_index) lane : u32) {
  found[lane] = vec4u(quadBroadcast(lane, 0u), quadBroadcast(lane, 1u), quadBroadcast(lane, 2u), quadBroadcast(lane, 3u));
}`;

/** Each lane should find the numbers of the four lanes of its quad, in order. */
async function tryQuads(device: GPUDevice): Promise<boolean> {
  const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const size = LANES * 16;
  const found = device.createBuffer({ size, usage: STORAGE | COPY_SRC });
  const staging = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
  try {
    const module = device.createShaderModule({ code: QUADS });
    const pipeline = await device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    const entries = [{ binding: 0, resource: { buffer: found } }];
    const bindings = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(1);
    pass.end();
    encoder.copyBufferToBuffer(found, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const lanes = new Uint32Array(staging.getMappedRange());
    return lanes.every((one, at) => one === (at >> 4) * 4 + (at & 3));
  } catch (error) {
    if (error instanceof GPUPipelineError) return false;
    throw error;
  } finally {
    found.destroy();
    staging.destroy();
  }
}
