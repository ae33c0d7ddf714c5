/** What an epoch or a step is judged by. */
export interface Scores {
  /** Nats per sample. Of training: with label smoothing, on augmented pictures. Of validation: neither. */
  readonly loss: number;
  readonly accuracy: number; // 0..1
}

/** One finished epoch. Train scores are running means over the epoch's steps; validation is null without a split. */
export interface EpochRecord {
  readonly epoch: number; // 1-based
  readonly train: Scores;
  readonly validation: Scores | null;
  readonly learningRate: number; // at the epoch's last step
  readonly seconds: number;
}
