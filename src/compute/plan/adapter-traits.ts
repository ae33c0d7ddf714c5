import { isSoftware } from '../backend';

/** What of an adapter decides how the plan works. */
export interface AdapterTraits {
  readonly isSoftware: boolean;
  readonly hasSubgroups: boolean;
  readonly invocations: number; // per group, at most
}

export function largestBinding({ limits }: GPUDevice): number {
  return Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
}

export function traitsOf(device: GPUDevice): AdapterTraits {
  // The types promise it; browsers older than the property do not have it.
  const info: GPUAdapterInfo | undefined = device.adapterInfo;
  return {
    isSoftware: info !== undefined && isSoftware(info),
    hasSubgroups: device.features.has('subgroups'),
    invocations: device.limits.maxComputeInvocationsPerWorkgroup,
  };
}
