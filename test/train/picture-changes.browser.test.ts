import { backend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import type { Kernel, PlanTensor } from '../../src/compute/plan/kernel';
import { CHANGE_NUMBERS, gather, writeChange } from '../../src/compute/plan/shaders/gather';
import { trainingInput } from '../../src/data/augment';
import { LEAST_STD } from '../../src/data/model-input';
import type { Samples } from '../../src/data/samples';
import { presetOf } from '../../src/model/presets';
import type { PixelScaling } from '../../src/shared/model-card';
import { randomBits } from '../../src/shared/random';
import { type Augmentation, NO_AUGMENTATION } from '../../src/shared/recipe';
import { pictureChanges } from '../../src/train/picture-changes';

const strong: Augmentation = {
  ...presetOf('fast').recipe.augmentation,
  erasing: 0.7,
  rotationDeg: 30,
  shift: 0.2,
  shearDeg: 20,
  aspect: 0.3,
};

/** Light as webcams meet it. */
const lit: Augmentation = { ...strong, gamma: 0.6, shade: 0.4, noise: 0.1 };

/** Everything there is, with draws that leave some pictures out of each part. */
const everything: Augmentation = {
  ...lit,
  zoom: 0.3,
  crop: 0.2,
  warped: 0.6,
  fill: 'nearest',
  lit: 0.6,
  darkening: 0.7,
  blur: 0.6,
};

const cases: readonly { scaling: PixelScaling; augmentation: Augmentation; channels: number }[] = [
  { scaling: 'raw', augmentation: NO_AUGMENTATION, channels: 1 },
  { scaling: 'unit', augmentation: strong, channels: 3 },
  { scaling: 'standardise', augmentation: strong, channels: 1 },
  { scaling: 'raw', augmentation: lit, channels: 3 },
  { scaling: 'standardise', augmentation: lit, channels: 1 },
  { scaling: 'raw', augmentation: { ...NO_AUGMENTATION, noise: 0.5 }, channels: 1 },
  { scaling: 'raw', augmentation: { ...NO_AUGMENTATION, blur: 1 }, channels: 3 },
  { scaling: 'raw', augmentation: { ...NO_AUGMENTATION, darkening: 1, crop: 0.3 }, channels: 1 },
  { scaling: 'unit', augmentation: everything, channels: 3 },
  { scaling: 'standardise', augmentation: { ...everything, fill: 'reflect' }, channels: 1 },
  { scaling: 'standardise', augmentation: presetOf('fast').recipe.augmentation, channels: 1 },
];

describe('a batch made on the GPU', () => {
  it.each(cases)(
    'is the one made on the CPU: $scaling, $channels channels',
    async ({ scaling, augmentation, channels }) => {
      await startBackend({ backend: 'webgpu' });
      const image = { height: 11, width: 14, channels } as Samples['image'];
      const size = 11 * 14 * channels;
      const samples: Samples = {
        image,
        pixels: Uint8Array.from({ length: 6 * size }, (_, at) => randomBits(3, at) & 255),
        labels: new Uint8Array(6),
        indices: Uint32Array.of(2, 3, 5, 7, 11, 13),
      };
      const positions = Uint32Array.of(5, 0, 3, 2);
      const chance = { augmentation, seed: 4, epoch: 2 };
      const expected = trainingInput(samples, positions, chance, { image, scaling });

      const changes = new Float32Array(positions.length * CHANGE_NUMBERS);
      for (const [place, change] of pictureChanges(samples, positions, chance).entries())
        writeChange(change, changes, place);
      const tensors = {
        pictures: tensorOf(Math.ceil(samples.pixels.length / 4)),
        changes: tensorOf(changes.length),
        input: tensorOf(expected.length),
      };
      const kernel = gather(
        {
          batch: positions.length,
          shape: [11, 14, channels],
          scaling: scaling === 'standardise' ? { kind: scaling, leastStd: LEAST_STD } : { kind: scaling },
        },
        tensors,
      );
      const given = new Map<PlanTensor, Uint8Array | Float32Array>([
        [tensors.pictures, samples.pixels],
        [tensors.changes, changes],
        [tensors.input, new Float32Array(expected.length).fill(Number.NaN)],
      ]);
      const actual = await runAlone(kernel, given, tensors.input);
      const most = Math.max(...expected.map((value, at) => Math.abs(value - (actual[at] ?? Number.NaN))));
      expect(most).toBeLessThan(1e-4 * Math.max(...expected.map(Math.abs)));
    },
  );
});

function tensorOf(elements: number): PlanTensor {
  return { label: '', elements, lifetime: 'kept' };
}

/** One dispatch of one kernel, with these values in its tensors. */
async function runAlone(
  { code, tensors, groups }: Kernel,
  given: ReadonlyMap<PlanTensor, Uint8Array | Float32Array>,
  wanted: PlanTensor,
): Promise<Float32Array> {
  const { device } = backend() as unknown as { device: GPUDevice };
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const buffers = new Map(
    tensors.map((one) => [
      one,
      device.createBuffer({ size: one.elements * 4, usage: STORAGE | COPY_DST | COPY_SRC }),
    ]),
  );
  for (const [one, values] of given) {
    const bytes = new Uint8Array(one.elements * 4);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    device.queue.writeBuffer(buffers.get(one) as GPUBuffer, 0, bytes);
  }
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const staging = device.createBuffer({ size: wanted.elements * 4, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [...buffers.values()].map((buffer, binding) => ({ binding, resource: { buffer } })),
    }),
  );
  pass.dispatchWorkgroups(...groups);
  pass.end();
  encoder.copyBufferToBuffer(buffers.get(wanted) as GPUBuffer, 0, staging, 0, wanted.elements * 4);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(staging.getMappedRange()).slice();
  for (const buffer of [...buffers.values(), staging]) buffer.destroy();
  return values;
}
