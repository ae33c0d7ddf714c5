import '@tensorflow/tfjs-backend-cpu';
import { dispose, memory, setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { startBackend } from '../../../src/compute/backend';
import { randomNormal } from '../../../src/shared/random';

/** The reference runs on cpu; Chromium's software adapter stands in for a GPU. */
export const ALL_BACKENDS = ['cpu', 'wasm', 'webgpu'] as const;
export type TestedBackend = (typeof ALL_BACKENDS)[number];

/** Starts a backend and makes it the current one, whatever an earlier test left current. */
export async function use(name: TestedBackend): Promise<void> {
  await startBackend({ backend: name });
  await setBackend(name);
}

/** Standard normal values, a function of seed and shape alone. */
export function normalValues(seed: number, size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => randomNormal(seed, index));
}

export function normalTensor<T extends Tensor>(seed: number, shape: T['shape']): T {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(normalValues(seed, size), shape) as T; // the shape fixes the rank
}

/** Values of each tensor, read one after another; the tensors are disposed of. */
export async function take(...tensors: readonly Tensor[]): Promise<Float32Array[]> {
  const values: Float32Array[] = [];
  for (const one of tensors) values.push(Float32Array.from(await one.data()));
  dispose([...tensors]);
  return values;
}

/** ||actual - expected|| / ||expected||: one figure for a whole tensor. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length)
    throw new Error(`Expected ${expected.length} values, found ${actual.length}.`);
  let difference = 0;
  let size = 0;
  for (let index = 0; index < expected.length; index += 1) {
    difference += ((actual[index] ?? Number.NaN) - (expected[index] ?? 0)) ** 2;
    size += (expected[index] ?? 0) ** 2;
  }
  return Math.sqrt(difference / Math.max(size, 1e-30));
}

/** Tensors alive after `work`, less those before. */
export async function leftOver(work: () => Promise<void>): Promise<number> {
  const before = memory().numTensors;
  await work();
  return memory().numTensors - before;
}
