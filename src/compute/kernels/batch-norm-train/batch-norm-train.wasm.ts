import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../shapes';
import { simdOf } from '../../simd/simd-kernels';
import { addressOf, allocate, doublesOf, floatsOf, release } from '../../wasm-heap';
import type { Backward, BatchNormAttributes, Forward } from './batch-norm-train.reference';

/** Two passes over x: sums around the first row, against cancellation, then y = (x - mean) * scale + beta. */
export function batchNormTrainOnHeap(
  backend: BackendWasm,
  { x, gamma, beta }: Forward<TensorInfo>,
  { epsilon }: BatchNormAttributes,
): TensorInfo[] {
  const channels = sizeOf(gamma.shape);
  const rows = sizeOf(x.shape) / channels;
  const [y, mean, variance, scale] = [
    allocate(backend, x.shape),
    allocate(backend, gamma.shape),
    allocate(backend, gamma.shape),
    allocate(backend, gamma.shape),
  ];
  const sums = zeroSums(backend, channels);
  const at = (tensor: TensorInfo) => addressOf(backend, tensor);
  simdOf(backend).columnSums(at(x), rows, channels, at(x), at(sums.first), at(sums.second));
  const [pivots, gammas] = [floatsOf(backend, x), floatsOf(backend, gamma)];
  const [means, variances, scales] = [mean, variance, scale].map((one) => floatsOf(backend, one)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [offsets, squares] = [doublesOf(backend, sums.first), doublesOf(backend, sums.second)];
  for (let channel = 0; channel < channels; channel += 1) {
    const offset = (offsets[channel] as number) / rows;
    means[channel] = (pivots[channel] as number) + offset;
    variances[channel] = Math.max(0, (squares[channel] as number) / rows - offset * offset);
    scales[channel] = (gammas[channel] as number) / Math.sqrt((variances[channel] as number) + epsilon);
  }
  simdOf(backend).normalise(at(x), at(y), rows, channels, at(mean), at(scale), at(beta));
  release(backend, scale, sums.first, sums.second);
  return [y, mean, variance];
}

interface Sums {
  readonly first: TensorInfo; // [channels] of float64
  readonly second: TensorInfo;
}

function zeroSums(backend: BackendWasm, channels: number): Sums {
  const sums = { first: allocate(backend, [channels * 2]), second: allocate(backend, [channels * 2]) };
  for (const sum of [sums.first, sums.second]) floatsOf(backend, sum).fill(0);
  return sums;
}

/** Two passes over x and dy: the sums that are dgamma and dbeta, then dx = dy * a + (x - mean) * b + c per channel. */
export function batchNormTrainGradOnHeap(
  backend: BackendWasm,
  { x, dy, mean, variance, gamma }: Backward<TensorInfo>,
  { epsilon }: BatchNormAttributes,
): TensorInfo[] {
  const channels = sizeOf(gamma.shape);
  const rows = sizeOf(x.shape) / channels;
  const [dx, dgamma, dbeta] = [
    allocate(backend, x.shape),
    allocate(backend, gamma.shape),
    allocate(backend, gamma.shape),
  ];
  const factors = [gamma, gamma, gamma].map(({ shape }) => allocate(backend, shape));
  const sums = zeroSums(backend, channels);
  const at = (tensor: TensorInfo) => addressOf(backend, tensor);
  const simd = simdOf(backend);
  simd.gradientSums(at(x), at(dy), rows, channels, at(mean), at(sums.first), at(sums.second));
  const [gradients, products] = [doublesOf(backend, sums.first), doublesOf(backend, sums.second)];
  const [gammas, variances] = [floatsOf(backend, gamma), floatsOf(backend, variance)];
  const [dgammas, dbetas] = [floatsOf(backend, dgamma), floatsOf(backend, dbeta)];
  const [a, b, c] = factors.map((factor) => floatsOf(backend, factor)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let channel = 0; channel < channels; channel += 1) {
    const inverse = 1 / Math.sqrt((variances[channel] as number) + epsilon);
    const ofBeta = gradients[channel] as number;
    const ofGamma = (products[channel] as number) * inverse;
    const slope = (gammas[channel] as number) * inverse;
    dgammas[channel] = ofGamma;
    dbetas[channel] = ofBeta;
    a[channel] = slope;
    b[channel] = (-slope * inverse * ofGamma) / rows;
    c[channel] = (-slope * ofBeta) / rows;
  }
  const [first, second, third] = factors.map(at) as [number, number, number];
  simd.normaliseGradient(at(x), at(dy), at(dx), rows, channels, at(mean), first, second, third);
  release(backend, ...factors, sums.first, sums.second);
  return [dx, dgamma, dbeta];
}
