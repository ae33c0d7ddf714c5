/** Settings of a One-Euro filter (Casiez, Roussel and Vogel 2012): a low-pass that lets go as the value moves faster. */
export interface OneEuro {
  readonly minCutoffHz: number; // how still a still value is
  readonly beta: number; // how fast it lets go, Hz per unit of speed
  readonly speedCutoffHz: number;
}

export interface Filtered {
  readonly value: number;
  readonly speed: number; // units per second, low-passed
}

/**
 * The next filtered value.
 *
 * @param before undefined for the first value, which is taken as it is
 * @param seconds since the value before, above 0
 */
export function oneEuro(
  before: Filtered | undefined,
  value: number,
  seconds: number,
  { minCutoffHz, beta, speedCutoffHz }: OneEuro,
): Filtered {
  if (!before) return { value, speed: 0 };
  const speed = mix(before.speed, (value - before.value) / seconds, smoothing(speedCutoffHz, seconds));
  const cutoffHz = minCutoffHz + beta * Math.abs(speed);
  return { value: mix(before.value, value, smoothing(cutoffHz, seconds)), speed };
}

/** Share of the new value in an exponential average with this cutoff. */
function smoothing(cutoffHz: number, seconds: number): number {
  const turn = 2 * Math.PI * cutoffHz * seconds;
  return turn / (turn + 1);
}

function mix(from: number, to: number, share: number): number {
  return from + share * (to - from);
}
