import { backend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type AdapterTraits, traitsOf } from '../../../src/compute/plan/adapter-traits';
import { planSlots } from '../../../src/compute/plan/buffers';
import { compileDispatches, encode } from '../../../src/compute/plan/dispatches';
import type { Kernel, PlanTensor } from '../../../src/compute/plan/kernel';
import type { Linear } from '../../../src/compute/plan/known-layers';
import { PlanMemory } from '../../../src/compute/plan/plan-memory';
import {
  filterGradientWays,
  forwardWays,
  inputGradientWays,
  partialElements,
} from '../../../src/compute/plan/products';
import { normalValues, relativeError, use } from '../support/backends';

const GPU: AdapterTraits = { isSoftware: false, hasQuads: false, invocations: 256 };

type Shape = Pick<
  Linear,
  'input' | 'output' | 'filterHeight' | 'filterWidth' | 'stride' | 'padTop' | 'padLeft'
>;

/** Only what a product looks at: it has no variables. */
function linear(shape: Shape): Linear {
  return { name: 'layer', ...shape } as Linear;
}

// Channels in the smallest tiles, pixels in no tile; a filter larger than the step; a dense layer with many inputs.
const CONVOLUTION = linear({
  input: [5, 3, 32],
  output: [5, 3, 64],
  filterHeight: 3,
  filterWidth: 3,
  stride: 1,
  padTop: 1,
  padLeft: 1,
});
const STRIDED = linear({
  input: [5, 6, 16],
  output: [3, 3, 32],
  filterHeight: 3,
  filterWidth: 2,
  stride: 2,
  padTop: 1,
  padLeft: 0,
});
const DENSE = linear({
  input: [1, 1, 128],
  output: [1, 1, 64],
  filterHeight: 1,
  filterWidth: 1,
  stride: 1,
  padTop: 0,
  padLeft: 0,
});
const BATCH = 3;

/** Shaders with barriers take the software adapter long to compile; the largest tile is the training plan's test's. */
function isQuicklyCompiled({ name }: { readonly name: string }): boolean {
  return !/tiled (64|128)x/.test(name);
}

/** Calls back with the places of every product of an input and a filter's weight, in x, in the filter and in y. */
function eachTerm(of: Linear, term: (x: number, filter: number, y: number) => void): void {
  const [height, width, inputs] = of.input;
  const [outputHeight, outputWidth, outputs] = of.output;
  for (let pixel = 0; pixel < BATCH * outputHeight * outputWidth; pixel += 1) {
    const image = Math.floor(pixel / outputHeight / outputWidth);
    const top = (Math.floor(pixel / outputWidth) % outputHeight) * of.stride - of.padTop;
    const left = (pixel % outputWidth) * of.stride - of.padLeft;
    for (let tap = 0; tap < of.filterHeight * of.filterWidth; tap += 1) {
      const row = top + Math.floor(tap / of.filterWidth);
      const column = left + (tap % of.filterWidth);
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const at = ((image * height + row) * width + column) * inputs;
      for (let input = 0; input < inputs; input += 1)
        for (let output = 0; output < outputs; output += 1)
          term(at + input, (tap * inputs + input) * outputs + output, pixel * outputs + output);
    }
  }
}

function tensorOf(label: string, elements: number): PlanTensor {
  return { label, elements, lifetime: 'kept' };
}

function sizesOf({ input, output, filterHeight, filterWidth }: Linear) {
  const size = ([height, width, channels]: Linear['input']) => BATCH * height * width * channels;
  return { x: size(input), y: size(output), filter: filterHeight * filterWidth * input[2] * output[2] };
}

/** Runs on memory full of NaN. */
async function results(
  kernels: readonly Kernel[],
  given: readonly (readonly [PlanTensor, Float32Array])[],
  wanted: PlanTensor,
): Promise<Float32Array> {
  const { device } = backend() as unknown as { device: GPUDevice };
  const memory = new PlanMemory(device, planSlots(kernels), wanted.elements);
  memory.fill(Number.NaN);
  for (const [one, values] of given) memory.write(one, values);
  const dispatches = await compileDispatches(device, kernels, memory);
  const values = await memory.readAfter(wanted, (encoder) => encode(encoder, dispatches));
  memory.destroy();
  return values;
}

async function traits(isOfGpu: boolean): Promise<AdapterTraits> {
  await use('webgpu');
  return isOfGpu ? GPU : traitsOf((backend() as unknown as { device: GPUDevice }).device);
}

describe.each([
  { name: 'a convolution', of: CONVOLUTION },
  { name: 'a convolution with a stride', of: STRIDED },
  { name: 'a dense layer', of: DENSE },
])('every way of $name', ({ of }) => {
  const sizes = sizesOf(of);
  const [x, filter, dy] = [normalValues(1, sizes.x), normalValues(2, sizes.filter), normalValues(3, sizes.y)];
  const bias = normalValues(4, of.output[2]);
  const tensors = {
    x: tensorOf('x', sizes.x),
    filter: tensorOf('filter', sizes.filter),
    y: tensorOf('y', sizes.y),
    bias: tensorOf('bias', bias.length),
  };

  it.each([false, true])('goes forward, adds the bias and rectifies (as a GPU: %s)', async (isOfGpu) => {
    const expected = Array.from({ length: sizes.y }, (_, at) => bias[at % bias.length] ?? 0);
    eachTerm(of, (xAt, filterAt, yAt) => {
      expected[yAt] = (expected[yAt] ?? 0) + (x[xAt] ?? 0) * (filter[filterAt] ?? 0);
    });
    const rectified = expected.map((value) => Math.max(value, 0));
    for (const way of forwardWays(of, BATCH, await traits(isOfGpu)).filter(isQuicklyCompiled)) {
      const given = [
        [tensors.x, x] as const,
        [tensors.filter, filter] as const,
        [tensors.bias, bias] as const,
      ];
      const values = await results(way.kernels({ ...tensors, rectifies: true }), given, tensors.y);
      expect(relativeError(values, rectified), way.name).toBeLessThan(1e-5);
    }
  });

  it.each([false, true])('has the gradient of its input (as a GPU: %s)', async (isOfGpu) => {
    const expected = Array.from({ length: sizes.x }, () => 0);
    eachTerm(of, (xAt, filterAt, yAt) => {
      expected[xAt] = (expected[xAt] ?? 0) + (filter[filterAt] ?? 0) * (dy[yAt] ?? 0);
    });
    const dx = tensorOf('dx', sizes.x);
    for (const way of inputGradientWays(of, BATCH, await traits(isOfGpu)).filter(isQuicklyCompiled)) {
      const given = [[tensors.y, dy] as const, [tensors.filter, filter] as const];
      const values = await results(way.kernels({ dy: tensors.y, filter: tensors.filter, dx }), given, dx);
      expect(relativeError(values, expected), way.name).toBeLessThan(1e-5);
    }
  });

  it.each([false, true])('has the gradient of its filter (as a GPU: %s)', async (isOfGpu) => {
    const expected = Array.from({ length: sizes.filter }, () => 0);
    eachTerm(of, (xAt, filterAt, yAt) => {
      expected[filterAt] = (expected[filterAt] ?? 0) + (x[xAt] ?? 0) * (dy[yAt] ?? 0);
    });
    for (const way of filterGradientWays(of, BATCH, await traits(isOfGpu)).filter(isQuicklyCompiled)) {
      const partials = tensorOf('partials', partialElements(of, way));
      const given = [[tensors.x, x] as const, [tensors.y, dy] as const];
      const slices = await results(way.kernels({ x: tensors.x, dy: tensors.y, partials }), given, partials);
      const values = expected.map((_, at) => {
        let sum = 0;
        for (let slice = 0; slice < way.slices; slice += 1)
          sum += slices[slice * sizes.filter + at] ?? Number.NaN;
        return sum;
      });
      expect(relativeError(values, expected), way.name).toBeLessThan(1e-5);
    }
  });
});
