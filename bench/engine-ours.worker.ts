// Steps of the Seed CNN through createTrainingStep, as training runs them.
import { startBackend } from '../src/compute/backend';
import type { Samples } from '../src/data/samples';
import { buildNetwork, initialiseWeights } from '../src/model/network';
import { presetOf } from '../src/model/presets';
import { FER2013_IMAGE } from '../src/shared/dataset';
import { EXPRESSIONS } from '../src/shared/labels';
import { randomBits } from '../src/shared/random';
import { createTrainingStep, type TrainingBatch, type TrainingStep } from '../src/train/training-step';

export type EngineQuestion =
  | { readonly kind: 'count'; readonly batch: number; readonly steps: number }
  | { readonly kind: 'time'; readonly batch: number };

const FER2013_TRAIN_IMAGES = 28_709;
const recipe = presetOf('seed-cnn').recipe;

async function prepare(batch: number, images: number): Promise<{ step: TrainingStep; dispose: () => void }> {
  await startBackend({ backend: 'webgpu' });
  const network = buildNetwork({ preset: 'seed-cnn', labels: EXPRESSIONS, image: FER2013_IMAGE });
  initialiseWeights(network, 1);
  const step = await createTrainingStep(network, { ...recipe, batchSize: batch }, noise(images));
  const dispose = () => {
    step.dispose();
    network.dispose();
  };
  return { step, dispose };
}

/** Pictures of seeded noise. */
function noise(images: number): Samples {
  return {
    image: FER2013_IMAGE,
    pixels: Uint8Array.from({ length: images * 48 * 48 }, (_, index) => randomBits(1, index) & 255),
    labels: Uint8Array.from({ length: images }, (_, index) => index % 7),
    indices: Uint32Array.from({ length: images }, (_, index) => index),
  };
}

function firstOf(batch: number): TrainingBatch {
  return { positions: Uint32Array.from({ length: batch }, (_, position) => position), epoch: 1 };
}

/** What every call to the device adds up to. No shader runs: the figures do not depend on it, and take no time. */
function countCalls() {
  const counts = { dispatches: 0, submits: 0, buffers: 0, uploaded: 0, liveBytes: 0 };
  const [pass, queue] = [GPUComputePassEncoder.prototype, GPUQueue.prototype];
  const [device, one] = [GPUDevice.prototype, GPUBuffer.prototype];
  const original = {
    dispatch: pass.dispatchWorkgroups,
    submit: queue.submit,
    writeBuffer: queue.writeBuffer,
    createBuffer: device.createBuffer,
    destroy: one.destroy,
  };
  pass.dispatchWorkgroups = () => {
    counts.dispatches += 1;
  };
  queue.submit = function submit(buffers) {
    counts.submits += 1;
    return original.submit.call(this, buffers);
  };
  queue.writeBuffer = function writeBuffer(this: GPUQueue, ...given: Parameters<GPUQueue['writeBuffer']>) {
    const [, , data, , size] = given;
    const elementBytes =
      ArrayBuffer.isView(data) && 'BYTES_PER_ELEMENT' in data ? Number(data.BYTES_PER_ELEMENT) : 1;
    counts.uploaded += size === undefined ? data.byteLength : size * elementBytes;
    return original.writeBuffer.apply(this, given);
  } as GPUQueue['writeBuffer']; // one of several overloads, all of which it passes on
  device.createBuffer = function createBuffer(descriptor) {
    counts.buffers += 1;
    counts.liveBytes += descriptor.size;
    if (descriptor.mappedAtCreation) counts.uploaded += descriptor.size;
    return original.createBuffer.call(this, descriptor);
  };
  one.destroy = function destroy() {
    counts.liveBytes -= this.size;
    return original.destroy.call(this);
  };
  const stop = () => {
    pass.dispatchWorkgroups = original.dispatch;
    Object.assign(queue, { submit: original.submit, writeBuffer: original.writeBuffer });
    device.createBuffer = original.createBuffer;
    one.destroy = original.destroy;
  };
  return { counts, stop };
}

/** Steps as the loop runs them: with one reading of the scores at the end. */
async function count(batch: number, steps: number) {
  const { counts, stop } = countCalls();
  const { step, dispose } = await prepare(batch, FER2013_TRAIN_IMAGES);
  const data = firstOf(batch);
  step.run(data, { learningRate: 1e-4, step: 0 });
  const before = { ...counts };
  for (let at = 1; at <= steps; at += 1) step.run(data, { learningRate: 1e-4, step: at });
  await step.read(1, steps);
  const after = { ...counts };
  const perStep = Object.fromEntries(
    (['dispatches', 'submits', 'buffers', 'uploaded'] as const).map((name) => [
      name,
      (after[name] - before[name]) / steps,
    ]),
  );
  dispose();
  stop();
  return { perStep, gpuBytes: after.liveBytes, executor: step.executor };
}

let timed: { readonly batch: number; readonly step: TrainingStep; steps: number } | undefined;

async function time(batch: number) {
  if (timed?.batch !== batch) timed = { batch, step: (await prepare(batch, batch)).step, steps: 0 };
  const data = firstOf(batch);
  timed.step.startEpoch();
  const start = performance.now();
  timed.step.run(data, { learningRate: 1e-4, step: timed.steps });
  await timed.step.read(1, 1);
  timed.steps += 1;
  return { ms: performance.now() - start };
}

self.addEventListener('message', ({ data }: MessageEvent<EngineQuestion>) => {
  const answer = data.kind === 'count' ? count(data.batch, data.steps) : time(data.batch);
  answer.then(
    (result) => self.postMessage(result, {}),
    (error: unknown) => self.postMessage({ failure: String(error) }, {}),
  );
});
