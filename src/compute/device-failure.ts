import { AppError, describeCause } from '../shared/errors';

// After a loss, pending reads reject a little before or after device.lost settles.
const LOSS_REPORT_MS = 1000;

interface WatchedDevice {
  failure?: AppError;
  /** The rejections of the reads that are waiting now. */
  readonly reads: Set<(failure: AppError) => void>;
}

let watched: WatchedDevice | undefined;

/** Notes the first thing that goes wrong with a device. tfjs itself never looks: its reads then hang, reject or lie. */
export function watchDevice(device: GPUDevice): void {
  const state: WatchedDevice = { reads: new Set() };
  const fail = (failure: AppError) => {
    state.failure ??= failure;
    for (const reject of state.reads) reject(state.failure);
  };
  device.addEventListener('uncapturederror', ({ error }) => fail(failureOf(error)));
  void device.lost.then(({ reason, message }) =>
    fail(new AppError('compute/device-lost', { cause: message || reason })),
  );
  watched = state;
}

/** Looks no more: what computes now has no device. */
export function forgetDevice(): void {
  watched = undefined;
}

/** Every error that nobody caught leaves buffers unwritten, so results after it mean nothing. */
function failureOf(error: GPUError): AppError {
  if (error instanceof GPUOutOfMemoryError) return new AppError('compute/out-of-memory');
  return new AppError('compute/device-lost', { cause: error.message });
}

/** @throws AppError compute/device-lost or compute/out-of-memory when the device has failed since it was started */
export function assertDeviceWorks(): void {
  if (watched?.failure) throw watched.failure;
}

/**
 * Waits for something that comes from the device, a loss read back for instance.
 *
 * @throws AppError compute/device-lost or compute/out-of-memory as soon as the device fails; else what `work` throws
 */
export async function orDeviceFailure<Result>(work: Promise<Result>): Promise<Result> {
  const device = watched;
  try {
    const result = await (device ? orFailureOf(device, work) : work);
    assertDeviceWorks();
    return result;
  } catch (error) {
    if (device && !(error instanceof AppError)) await orFailureOf(device, pause(LOSS_REPORT_MS));
    throw wasmFailure(error) ?? error;
  }
}

/** Not Promise.race: a promise that settles only on failure would keep every result that was ever raced with it. */
function orFailureOf<Result>({ failure, reads }: WatchedDevice, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (failure) reject(failure);
    reads.add(reject);
    void work.then(resolve, reject).finally(() => reads.delete(reject));
  });
}

/** The wasm heap ends at 4 GB, and Emscripten then aborts with a message and no class of its own. */
function wasmFailure(error: unknown): AppError | undefined {
  const isOutOfMemory = error instanceof WebAssembly.RuntimeError && /OOM|memory/i.test(error.message);
  return isOutOfMemory
    ? new AppError('compute/out-of-memory', {}, { cause: describeCause(error) })
    : undefined;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
