import { mostProbable } from '../shared/labels';

/** What is said of a face: probabilities averaged over the last moments, and a label that does not flicker. */
export interface Steady {
  readonly logProbabilities: readonly number[]; // [labels], their running mean
  readonly probabilities: readonly number[]; // [labels], sums to 1
  readonly latest: readonly number[]; // [labels], of the last frame alone
  readonly label: number;
  readonly challenger: { readonly label: number; readonly sinceMs: number } | undefined;
  readonly timeMs: number;
}

// Averaged over time, not frames, so that ten and thirty frames a second look alike.
const TIME_CONSTANT_MS = 400;
// Frames that say something quite different, and agree with each other, are a face that has changed: they may move the
// mean faster. Frames that differ from each other as well are noise, as of a face between two labels.
const QUICKEST_MS = 60;
/** Another label takes over when it leads by this much for this long; with a larger lead, for less. */
const LEAD_TO_SWITCH = 0.1;
const HOLD_MS = 200;
const LEAST_PROBABILITY = 1e-4; // one wrong frame must not weigh as much as a hundred right ones

/**
 * The steadied answer after one more frame.
 *
 * @param before of the same face; undefined when it has just come in
 * @param probabilities of this frame alone, [labels]
 */
export function steadied(
  before: Steady | undefined,
  probabilities: readonly number[],
  timeMs: number,
): Steady {
  const logs = probabilities.map((probability) => Math.log(Math.max(LEAST_PROBABILITY, probability)));
  if (!before) return first(logs, probabilities, timeMs);
  const timeConstantMs = Math.max(QUICKEST_MS, TIME_CONSTANT_MS * (1 - newness(before, probabilities)));
  const share = 1 - Math.exp(-(timeMs - before.timeMs) / timeConstantMs);
  const logProbabilities = logs.map((log, label) => {
    const mean = before.logProbabilities[label] ?? log;
    return mean + share * (log - mean);
  });
  const averaged = softmax(logProbabilities);
  return {
    logProbabilities,
    probabilities: averaged,
    latest: probabilities,
    timeMs,
    ...labelAfter(before, averaged, timeMs),
  };
}

/** 0 where a frame says what was said before, or stands alone; 1 where it and the one before it say something else. */
function newness(
  { probabilities, latest }: Pick<Steady, 'probabilities' | 'latest'>,
  frame: readonly number[],
): number {
  return difference(probabilities, frame) * (1 - difference(latest, frame));
}

/** Total variation: 0 for the same probabilities, 1 for labels that exclude each other. */
function difference(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, probability, label) => sum + Math.abs(probability - (other[label] ?? 0)), 0) / 2;
}

function first(logProbabilities: readonly number[], latest: readonly number[], timeMs: number): Steady {
  const probabilities = softmax(logProbabilities);
  return {
    logProbabilities,
    probabilities,
    latest,
    label: mostProbable(probabilities),
    challenger: undefined,
    timeMs,
  };
}

function labelAfter(
  { label, challenger, timeMs: beforeMs }: Steady,
  probabilities: readonly number[],
  timeMs: number,
): Pick<Steady, 'label' | 'challenger'> {
  const leader = mostProbable(probabilities);
  const lead = (probabilities[leader] ?? 0) - (probabilities[label] ?? 0);
  if (leader === label || lead < LEAD_TO_SWITCH) return { label, challenger: undefined };
  // It may have led ever since the frame before; with a slow camera that is a long time.
  const sinceMs = challenger?.label === leader ? challenger.sinceMs : beforeMs;
  return timeMs - sinceMs >= HOLD_MS * (LEAD_TO_SWITCH / lead)
    ? { label: leader, challenger: undefined }
    : { label, challenger: { label: leader, sinceMs } };
}

/** Probabilities [labels] of logits, or of logarithms of probabilities. */
export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

// For seven labels; with two they hold whenever one leads by a tenth.
const LEAST_TO_NAME = 0.45;
const LEAST_LEAD = 0.1;

/** Whether the network leans clearly enough to this label to name it. */
export function isClear(probabilities: readonly number[], label: number): boolean {
  const named = probabilities[label] ?? 0;
  const next = Math.max(...probabilities.filter((_, other) => other !== label));
  return named >= LEAST_TO_NAME && named - next >= LEAST_LEAD;
}
