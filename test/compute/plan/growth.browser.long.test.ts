import { backend, memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { sampleCast } from '../../../src/data/actors/sample-cast';
import type { Samples } from '../../../src/data/samples';
import { buildNetwork, initialiseWeights, predict, readWeights } from '../../../src/model/network';
import { presetOf } from '../../../src/model/presets';
import { EXPRESSIONS } from '../../../src/shared/labels';
import { createTrainingStep } from '../../../src/train/training-step';
import { use } from '../support/backends';

const IMAGE = { width: 48, height: 48, channels: 1 } as const;
const BATCH = 2;
const EPOCHS = 10;
const STEPS = 100; // per epoch

/** Bytes of all buffers of the device that are alive, from now on. */
function countBuffers(device: GPUDevice): { readonly live: () => number; readonly stop: () => void } {
  const createBuffer = device.createBuffer;
  let live = 0;
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer.call(device, descriptor);
    live += buffer.size;
    const destroy = buffer.destroy;
    let isAlive = true;
    buffer.destroy = () => {
      if (isAlive) live -= buffer.size;
      isAlive = false;
      destroy.call(buffer);
    };
    return buffer;
  };
  return { live: () => live, stop: () => void (device.createBuffer = createBuffer) };
}

function faces(): Samples {
  const cast = [...sampleCast(5, 2)].slice(0, 2 * BATCH);
  return {
    image: IMAGE,
    pixels: Uint8Array.from(cast.flatMap(({ pixels }) => [...pixels])),
    labels: Uint8Array.from(cast, ({ label }) => label),
    indices: Uint32Array.from(cast.keys()),
  };
}

describe('a thousand steps of the plan', () => {
  it('leave GPU memory and tensors as they were after the first epoch', async () => {
    await use('webgpu');
    const { device } = backend() as unknown as { device: GPUDevice };
    const buffers = countBuffers(device);
    const samples = faces();
    const recipe = { ...presetOf('fast').recipe, batchSize: BATCH };
    const network = buildNetwork({ preset: 'fast', labels: EXPRESSIONS, image: IMAGE });
    initialiseWeights(network, recipe.seed);
    const step = await createTrainingStep(network, recipe, samples);
    expect(step.executor).toBe('plan');
    const seen: { readonly bytes: number; readonly tensors: number }[] = [];
    for (let epoch = 1; epoch <= EPOCHS; epoch += 1) {
      step.startEpoch();
      for (let index = 0; index < STEPS; index += 1) {
        const positions = Uint32Array.from({ length: BATCH }, (_, place) => (index + place) % (2 * BATCH));
        step.run({ positions, epoch }, { learningRate: 1e-4, step: (epoch - 1) * STEPS + index });
        if (index % 20 === 19) await step.read(epoch, index);
      }
      // What happens at the end of an epoch: validation, a checkpoint.
      step.shareWeights('moved');
      await predict(network, samples.pixels, 2 * BATCH);
      await readWeights(network);
      await step.readState();
      seen.push({ bytes: buffers.live(), tensors: memory().numTensors });
    }
    buffers.stop();
    expect(seen[0]?.bytes).toBeGreaterThan(1e6);
    expect(seen.slice(1)).toEqual(seen.slice(1).map(() => seen[1]));
    expect(seen[1]?.tensors).toBe(seen[0]?.tensors);
    step.dispose();
    network.dispose();
  });
});
