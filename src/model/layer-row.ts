/** One row of the layer table. */
export interface LayerRow {
  readonly name: string; // "conv 5 × 5 / 2"
  readonly kind:
    | 'conv'
    | 'batch-norm'
    | 'relu'
    | 'max-pool'
    | 'dropout'
    | 'flatten'
    | 'global-average-pool'
    | 'dense'
    | 'shortcut' // the convolution around a residual branch
    | 'add'
    | 'softmax'
    | 'sigmoid';
  /** Output shape without the batch: [height, width, channels] or [units]. */
  readonly outputShape: readonly number[];
  readonly parameters: number; // trainable and not
  readonly multiplyAccumulates: number; // one image, forward
  /** Of a sum: how many rows stand between it and the one whose output went around them. */
  readonly skips?: number;
}
