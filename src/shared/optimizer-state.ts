/** What an optimizer remembers between steps. With the weights it continues a run bit for bit, on either executor. */
export interface OptimizerState {
  readonly steps: number; // finished ones
  /** In the order of the trainable weights: "conv_1/kernel/first", "conv_1/kernel/second", … */
  readonly moments: readonly NamedValues[];
}

export interface NamedValues {
  readonly name: string;
  readonly values: Float32Array;
}
