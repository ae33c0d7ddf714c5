/** What every call to a device adds up to. */
interface CallCounts {
  readonly dispatches: number;
  readonly passes: number;
  readonly submits: number;
  readonly buffers: number; // created
  readonly uploadedBytes: number; // written by the queue, or into memory that is mapped when made
  readonly liveBytes: number; // of buffers made and not destroyed
}

/** A GPU that computes nothing and counts every call: figures are exact, and the same on every machine. */
export interface RecordingGpu {
  readonly gpu: Pick<GPU, 'requestAdapter'>;
  /** So far. */
  counts(): CallCounts;
}

const LIMITS = {
  maxBindGroups: 4,
  maxBufferSize: 2 ** 31,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupSizeY: 256,
  maxComputeWorkgroupSizeZ: 64,
  maxComputeWorkgroupStorageSize: 32_768,
  maxComputeWorkgroupsPerDimension: 65_535,
  maxStorageBufferBindingSize: 2 ** 31 - 4,
  maxStorageBuffersPerShaderStage: 10,
  maxUniformBufferBindingSize: 65_536,
  minStorageBufferOffsetAlignment: 256,
  minUniformBufferOffsetAlignment: 256,
};

const INFO = {
  vendor: 'recording',
  architecture: 'recording',
  device: '',
  description: 'counts calls, computes nothing',
  isFallbackAdapter: false,
  subgroupMinSize: 4,
  subgroupMaxSize: 128,
};

/** Reads give zeros. Only what a training step calls is there: anything else throws. */
export function recordingGpu(): RecordingGpu {
  const counts = { dispatches: 0, passes: 0, submits: 0, buffers: 0, uploadedBytes: 0, liveBytes: 0 };
  const device = recordingDevice(counts);
  const adapter = {
    features: new Set<string>(),
    limits: LIMITS,
    info: INFO,
    requestDevice: async () => device,
  };
  // The stand-ins have the calls that are made on them and no other.
  return {
    gpu: { requestAdapter: async () => adapter } as unknown as GPU,
    counts: () => ({ ...counts }),
  };
}

type Counts = { -readonly [Name in keyof CallCounts]: CallCounts[Name] };

function recordingDevice(counts: Counts) {
  const nothing = () => undefined;
  const pipeline = { getBindGroupLayout: () => ({}) };
  const pass = {
    setPipeline: nothing,
    setBindGroup: nothing,
    dispatchWorkgroups: () => {
      counts.dispatches += 1;
    },
    end: nothing,
  };
  const encoder = {
    beginComputePass: () => {
      counts.passes += 1;
      return pass;
    },
    copyBufferToBuffer: nothing,
    clearBuffer: nothing,
    finish: () => ({}),
  };
  const queue = {
    submit: () => {
      counts.submits += 1;
    },
    writeBuffer: (
      _buffer: GPUBuffer,
      _at: number,
      data: ArrayBuffer | ArrayBufferView,
      from = 0,
      size?: number,
    ) => {
      counts.uploadedBytes += writtenBytes(data, from, size);
    },
    onSubmittedWorkDone: async () => undefined,
  };
  return {
    features: new Set<string>(),
    limits: LIMITS,
    adapterInfo: INFO,
    lost: new Promise<never>(nothing),
    queue,
    addEventListener: nothing,
    removeEventListener: nothing,
    pushErrorScope: nothing,
    popErrorScope: async () => null,
    createShaderModule: () => ({ getCompilationInfo: async () => ({ messages: [] }) }),
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createBindGroup: () => ({}),
    createComputePipeline: () => pipeline,
    createComputePipelineAsync: async () => pipeline,
    createCommandEncoder: () => encoder,
    createBuffer: (asked: GPUBufferDescriptor) => recordingBuffer(asked, counts),
    destroy: nothing,
  };
}

function recordingBuffer({ size, usage, mappedAtCreation = false }: GPUBufferDescriptor, counts: Counts) {
  counts.buffers += 1;
  counts.liveBytes += size;
  if (mappedAtCreation) counts.uploadedBytes += size;
  let isAlive = true;
  let mapped: ArrayBuffer | undefined;
  const calls = {
    size,
    usage,
    mapState: 'unmapped',
    mapAsync: async () => undefined,
    getMappedRange: () => (mapped ??= mappedAtCreation ? takeScratch(size) : new ArrayBuffer(size)),
    unmap: () => {
      if (mapped && mappedAtCreation) giveScratch(mapped);
      mapped = undefined;
    },
    destroy: () => {
      if (isAlive) counts.liveBytes -= size;
      isAlive = false;
      mapped = undefined;
    },
  };
  // tfjs asks whether it is a GPUBuffer.
  return Object.create(GPUBuffer.prototype, Object.getOwnPropertyDescriptors(calls)) as typeof calls;
}

// Memory to write into is used again: making it would be counted as the contender's time.
const scratch = new Map<number, ArrayBuffer[]>();

function takeScratch(size: number): ArrayBuffer {
  return scratch.get(size)?.pop() ?? new ArrayBuffer(size);
}

function giveScratch(memory: ArrayBuffer): void {
  const free = scratch.get(memory.byteLength) ?? [];
  free.push(memory);
  scratch.set(memory.byteLength, free);
}

/** Offset and size count elements of a typed array and bytes of anything else, as WebGPU has it. */
function writtenBytes(data: ArrayBuffer | ArrayBufferView, from: number, size: number | undefined): number {
  const element = 'BYTES_PER_ELEMENT' in data ? Number(data.BYTES_PER_ELEMENT) : 1;
  return size === undefined ? data.byteLength - from * element : size * element;
}

/** Puts a GPU of ours, or a changed one, where everything in this thread looks for it. */
export function replaceGpu(gpu: Pick<GPU, 'requestAdapter'>): void {
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
}
