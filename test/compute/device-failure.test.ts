import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { forgetDevice, orDeviceFailure, watchDevice } from '../../src/compute/device-failure';

afterEach(forgetDevice);

/** A device that is never lost. */
function soundDevice(): GPUDevice {
  const device = Object.assign(new EventTarget(), { lost: new Promise<never>(() => undefined) });
  return device as unknown as GPUDevice;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

it('keeps nothing of a read that has ended, however long its device lives', async () => {
  watchDevice(soundDevice());
  const read = async () => new WeakRef(await orDeviceFailure(Promise.resolve(new Float32Array(7))));
  const results = [await read(), await read(), await read()];
  await new Promise((resolve) => setImmediate(resolve)); // a WeakRef holds its object until the task ends
  collectGarbage();
  expect(results.map((result) => result.deref())).toEqual([undefined, undefined, undefined]);
});
