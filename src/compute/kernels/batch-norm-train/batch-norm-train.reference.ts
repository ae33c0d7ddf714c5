import type { HostTensor } from '../../kernel-registry';

export interface BatchNormAttributes {
  readonly epsilon: number;
}

/** The kernel's inputs, on whatever backend. */
export interface Forward<T> {
  readonly x: T; // [.., C]
  readonly gamma: T; // [C]
  readonly beta: T; // [C]
}

export interface Backward<T> {
  readonly x: T; // [.., C]
  readonly dy: T; // [.., C]
  readonly mean: T; // [C]
  readonly variance: T; // [C]
  readonly gamma: T; // [C]
}

/**
 * Batch normalisation in training: each channel is brought to mean 0 and variance 1 over the batch, then scaled.
 *
 * @returns y [.., C], and per channel the mean and the biased variance [C]
 * @see Ioffe and Szegedy (2015), algorithm 1
 */
export function batchNormTrainReference(
  { x, gamma, beta }: Forward<HostTensor>,
  { epsilon }: BatchNormAttributes,
): HostTensor[] {
  const channels = gamma.values.length;
  const rows = x.values.length / channels;
  const columns = Array.from({ length: channels }, (_, channel) =>
    x.values.filter((_value, index) => index % channels === channel),
  );
  const mean = Float32Array.from(columns, (column) => sum(column) / rows);
  const variance = Float32Array.from(
    columns,
    (column, channel) => sum(column.map((value) => (value - at(mean, channel)) ** 2)) / rows,
  );
  const y = x.values.map((value, index) => {
    const channel = index % channels;
    return (
      normalised(value, at(mean, channel), at(variance, channel), epsilon) * at(gamma.values, channel) +
      at(beta.values, channel)
    );
  });
  return [
    { shape: x.shape, values: y },
    { shape: [channels], values: mean },
    { shape: [channels], values: variance },
  ];
}

/**
 * Gradients of the above, with those through the mean and the variance.
 *
 * @returns dx [.., C], dgamma [C], dbeta [C]
 */
export function batchNormTrainGradReference(
  { x, dy, mean, variance, gamma }: Backward<HostTensor>,
  { epsilon }: BatchNormAttributes,
): HostTensor[] {
  const channels = gamma.values.length;
  const rows = x.values.length / channels;
  const dgamma = new Float64Array(channels);
  const dbeta = new Float64Array(channels);
  const xhat = Float64Array.from(x.values, (value, index) =>
    normalised(value, at(mean.values, index % channels), at(variance.values, index % channels), epsilon),
  );
  for (const [index, gradient] of dy.values.entries()) {
    const channel = index % channels;
    dgamma[channel] = at(dgamma, channel) + gradient * at(xhat, index);
    dbeta[channel] = at(dbeta, channel) + gradient;
  }
  const dx = dy.values.map((gradient, index) => {
    const channel = index % channels;
    const slope = at(gamma.values, channel) / Math.sqrt(at(variance.values, channel) + epsilon);
    return slope * (gradient - at(dbeta, channel) / rows - (at(xhat, index) * at(dgamma, channel)) / rows);
  });
  return [
    { shape: x.shape, values: dx },
    { shape: [channels], values: Float32Array.from(dgamma) },
    { shape: [channels], values: Float32Array.from(dbeta) },
  ];
}

function normalised(value: number, mean: number, variance: number, epsilon: number): number {
  return (value - mean) / Math.sqrt(variance + epsilon);
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}
