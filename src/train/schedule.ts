import type { Recipe } from '../shared/recipe';

const WARM_UP_SHARE = 0.3;
const START_DIVISOR = 25;
const END_DIVISOR = 25e4;

/**
 * The learning rate of one step.
 *
 * One-cycle after Smith (2018) with PyTorch's defaults: cosine up from rate / 25 to rate over the first 30 %
 * of all steps, cosine down to rate / 250,000. It must end where the run ends, so it needs totalSteps.
 *
 * @param step 0-based, below totalSteps
 */
export function learningRateAt({ optimizer, schedule }: Recipe, step: number, totalSteps: number): number {
  const rate = optimizer.learningRate;
  if (schedule.kind === 'constant') return rate;
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
