import { classWeights, EXPECTED_LIVE, knowsPrior } from '../shared/live-prior';
import type { ModelCard } from '../shared/model-card';
import { softmax } from './steady-label';

/** What is added to a network's log-probabilities, [labels]. It leaves their mean where it was. */
export type Bias = readonly number[];

// What a face that its owner calls neutral should get.
const NEUTRAL_TARGET = 0.8;
const STRONGEST = 2.5;
const APPLIED_SHARE = 0.7; // some of the difference is the network's noise

/**
 * The bias that makes this person's neutral face read as neutral, in part: resting faces taken for sad or angry are what
 * people complain of most.
 *
 * @param neutralFrames log-probabilities of frames of a neutral face, [frames][labels]
 * @param neutral index of the label "neutral"
 */
export function neutralBias(neutralFrames: readonly (readonly number[])[], neutral: number): Bias {
  const means = meanOf(neutralFrames);
  const others = (1 - NEUTRAL_TARGET) / (means.length - 1);
  const wanted = means.map((mean, label) => Math.log(label === neutral ? NEUTRAL_TARGET : others) - mean);
  return centred(wanted).map((value) => APPLIED_SHARE * Math.max(-STRONGEST, Math.min(STRONGEST, value)));
}

/**
 * Expressions as often as people in front of a camera show them, in place of how often the training pictures do.
 *
 * @param trained pictures per label the network learnt from, each as often as it counted
 * @param expected share of each label in front of the camera, same order
 */
export function priorBias(trained: readonly number[], expected: readonly number[]): Bias {
  const all = trained.reduce((sum, count) => sum + count, 0);
  return centred(
    expected.map((share, label) => Math.log(share) - Math.log(Math.max(1, trained[label] ?? 0) / all)),
  );
}

/** Undefined where the card does not say how often its labels were seen, or has labels of its own. */
export function livePrior(card: ModelCard): Bias | undefined {
  const { labels, trained, recipe } = card;
  if (!knowsPrior(card)) return undefined;
  const counts = trained.labelCounts ?? [];
  const weights = recipe.classWeights === 'balanced' ? classWeights(counts) : undefined;
  return priorBias(
    counts.map((count, label) => count * (weights?.[label] ?? 1)),
    labels.map((label) => EXPECTED_LIVE[label] ?? 0),
  );
}

/**
 * Probabilities after temperature and biases.
 *
 * @param temperature above 0; larger is less sure
 */
export function adjusted(
  probabilities: readonly number[],
  { temperature, biases }: { readonly temperature: number; readonly biases: readonly Bias[] },
): number[] {
  return softmax(
    logarithms(probabilities).map(
      (log, label) => log / temperature + biases.reduce((sum, bias) => sum + (bias[label] ?? 0), 0),
    ),
  );
}

const LEAST_PROBABILITY = 1e-7; // what float32 softmax can round to zero

export function logarithms(probabilities: readonly number[]): number[] {
  return probabilities.map((probability) => Math.log(Math.max(LEAST_PROBABILITY, probability)));
}

function meanOf(frames: readonly (readonly number[])[]): number[] {
  return (frames[0] ?? []).map(
    (_, label) => frames.reduce((sum, frame) => sum + (frame[label] ?? 0), 0) / frames.length,
  );
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
