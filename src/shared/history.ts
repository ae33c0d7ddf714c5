import type { Recipe } from './recipe';

/** What an epoch or a step is judged by. */
export interface Scores {
  /** Nats per sample. Of training: with label smoothing and class weights, on augmented pictures. Of validation: neither. */
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

/** What epochs are compared by: the validation loss; without a validation split that of training. */
export function watchedLoss({ train, validation }: EpochRecord): number {
  return (validation ?? train).loss;
}

/** The number of the epoch whose model is the best: most validation accuracy, the first of equals; without validation the last; 0 before any. */
export function bestEpochOf(history: readonly EpochRecord[]): number {
  const accuracies = history.map(({ validation, epoch }) => validation?.accuracy ?? epoch);
  return history[accuracies.indexOf(Math.max(...accuracies))]?.epoch ?? 0;
}

/** Whether nothing is left to do: every epoch is done, or the recipe's patience is over. */
export function isComplete({ epochs, patience = 0 }: Recipe, history: readonly EpochRecord[]): boolean {
  return history.length >= epochs || (patience > 0 && epochsSinceLeast(history) >= patience);
}

function epochsSinceLeast(history: readonly EpochRecord[]): number {
  const losses = history.map(watchedLoss);
  return losses.length === 0 ? 0 : losses.length - 1 - losses.indexOf(Math.min(...losses));
}
