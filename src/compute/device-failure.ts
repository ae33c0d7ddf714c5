import { AppError, describeCause } from '../shared/errors';

// After a loss, pending reads reject a little before or after device.lost settles.
const LOSS_REPORT_MS = 1000;

interface WatchedDevice {
  failure?: AppError;
  readonly failed: Promise<AppError>;
}

let watched: WatchedDevice | undefined;

/** Notes the first thing that goes wrong with a device. tfjs itself never looks: its reads then hang, reject or lie. */
export function watchDevice(device: GPUDevice): void {
  const failed = new Promise<AppError>((resolve) => {
    const fail = (failure: AppError) => {
      state.failure ??= failure;
      resolve(failure);
    };
    device.addEventListener('uncapturederror', ({ error }) => fail(failureOf(error)));
    void device.lost.then(({ reason, message }) =>
      fail(new AppError('compute/device-lost', { cause: message || reason })),
    );
  });
  const state: WatchedDevice = { failed };
  watched = state;
}

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
  const failure = device?.failed.then((error): never => {
    throw error;
  });
  try {
    const result = await (failure ? Promise.race([work, failure]) : work);
    assertDeviceWorks();
    return result;
  } catch (error) {
    if (failure && !(error instanceof AppError)) await Promise.race([failure, pause(LOSS_REPORT_MS)]);
    throw wasmFailure(error) ?? error;
  }
}

/** The wasm heap ends at 4 GB, and Emscripten then aborts with a message and no class of its own. */
export function wasmFailure(error: unknown): AppError | undefined {
  const isOutOfMemory = error instanceof WebAssembly.RuntimeError && /OOM|memory/i.test(error.message);
  return isOutOfMemory
    ? new AppError('compute/out-of-memory', {}, { cause: describeCause(error) })
    : undefined;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
