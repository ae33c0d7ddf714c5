/**
 * Exponential smoothing, each point over those before it, without the pull of a zero start (as Adam corrects its moments).
 *
 * @param values null where there is none; it stays null
 * @param weight 0..1 of what came before; 0 changes nothing
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  let mean = 0;
  let share = 0; // of the weights that have found a value so far
  return values.map((value) => {
    if (value === null) return null;
    mean = weight * mean + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return mean / share;
  });
}

export interface CurveFacts {
  readonly now: number;
  readonly least: { readonly value: number; readonly epoch: number };
  readonly most: { readonly value: number; readonly epoch: number };
}

/** Last, smallest and largest value, with the epoch (from 1) they were first seen in. */
export function curveFacts(values: readonly (number | null)[]): CurveFacts | undefined {
  const points = values.flatMap((value, index) => (value === null ? [] : [{ value, epoch: index + 1 }]));
  const last = points.at(-1);
  if (!last) return undefined;
  const least = points.reduce((one, other) => (other.value < one.value ? other : one));
  const most = points.reduce((one, other) => (other.value > one.value ? other : one));
  return { now: last.value, least, most };
}
