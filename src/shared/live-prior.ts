import type { ModelCard } from './model-card';

/** Shares of the expressions at a webcam (estimate from a public 49-minute session, softened). By label name. */
export const EXPECTED_LIVE: Readonly<Record<string, number>> = {
  neutral: 0.4,
  happy: 0.18,
  sad: 0.12,
  angry: 0.1,
  surprise: 0.08,
  fear: 0.07,
  disgust: 0.05,
};

/** Whether it is known how often a model met its labels, and how often people at a camera show them. */
export function knowsPrior({ labels, trained }: Pick<ModelCard, 'labels' | 'trained'>): boolean {
  return trained.labelCounts !== undefined && labels.every((label) => EXPECTED_LIVE[label] !== undefined);
}

/** The most that a picture of a rare label counts. */
const MOST_WEIGHT = 3;

/**
 * Weights of labels by the root of their inverse frequency. The inverse itself is 9.4 for disgust in FER2013, and has
 * destabilised training.
 *
 * @param counts of the training pictures of each label
 */
export function classWeights(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) =>
    count === 0 ? 1 : Math.min(MOST_WEIGHT, Math.sqrt(all / (counts.length * count))),
  );
}
