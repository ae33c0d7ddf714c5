import { type EpochRecord, watchedLoss } from '../shared/history';
import type { Recipe, Schedule } from '../shared/recipe';

const WARM_UP_SHARE = 0.3;
const START_DIVISOR = 25;
const END_DIVISOR = 25e4;
const LEAST_GAIN = 1e-4; // Keras' min_delta: less is no improvement

type Plateau = Extract<Schedule, { kind: 'plateau' }>;

/**
 * The learning rate of one step: a function of what is behind, so that a resumed run has the same.
 *
 * One-cycle after Smith (2018) with PyTorch's defaults: cosine up from rate / 25 to rate over the first 30 %
 * of all steps, cosine down to rate / 250,000. It must end where the run ends, so it needs totalSteps.
 *
 * @param step 0-based, below totalSteps
 * @param history of the epochs before the step's
 */
export function learningRateAt(
  { optimizer, schedule, epochs }: Recipe,
  step: number,
  totalSteps: number,
  history: readonly EpochRecord[],
): number {
  const rate = optimizer.learningRate;
  switch (schedule.kind) {
    case 'constant':
      return rate;
    case 'plateau':
      return rateAfterPlateaus(rate, schedule, history);
    case 'cosine':
      return warmedCosine(rate, step, totalSteps, (schedule.warmUpEpochs * totalSteps) / epochs);
    case 'one-cycle':
      return oneCycle(rate, step, totalSteps);
  }
}

/** Keras' ReduceLROnPlateau with its defaults: no cooldown, gains below 1e-4 do not count. */
function rateAfterPlateaus(start: number, plateau: Plateau, history: readonly EpochRecord[]): number {
  let rate = start;
  let least = Infinity;
  let waited = 0;
  for (const loss of history.map(watchedLoss)) {
    if (loss < least - LEAST_GAIN) {
      least = loss;
      waited = 0;
      continue;
    }
    waited += 1;
    if (waited < plateau.patience || rate <= plateau.leastRate) continue;
    rate = Math.max(rate * plateau.factor, plateau.leastRate);
    waited = 0;
  }
  return rate;
}

/** Rises evenly, reaching the rate with the last step of the warm-up, then falls to zero after the last step of all. */
function warmedCosine(rate: number, step: number, totalSteps: number, warmUpSteps: number): number {
  if (step < warmUpSteps) return (rate * (step + 1)) / Math.ceil(warmUpSteps);
  return cosine(rate, 0, (step - warmUpSteps) / Math.max(1, totalSteps - warmUpSteps));
}

function oneCycle(rate: number, step: number, totalSteps: number): number {
  const last = Math.max(1, totalSteps - 1);
  const peak = WARM_UP_SHARE * totalSteps - 1;
  return step <= peak
    ? cosine(rate / START_DIVISOR, rate, step / Math.max(1, peak))
    : cosine(rate, rate / END_DIVISOR, (step - peak) / Math.max(1, last - peak));
}

/** From `start` (share 0) to `end` (share 1) along half a cosine. */
function cosine(start: number, end: number, share: number): number {
  return end + ((start - end) / 2) * (1 + Math.cos(Math.PI * Math.min(1, share)));
}
