import type { HostTensor } from '../../kernel-registry';

/** Lets the gradient through where the input was above zero. */
export function reluGradReference({
  x,
  dy,
}: {
  readonly x: HostTensor;
  readonly dy: HostTensor;
}): HostTensor[] {
  return [
    {
      shape: x.shape,
      values: dy.values.map((gradient, index) => ((x.values[index] ?? 0) > 0 ? gradient : 0)),
    },
  ];
}
