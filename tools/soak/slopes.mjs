/** What a series of measurements of every thread says about the hours to come. */

/**
 * @typedef {import('./thread-memory.mjs').ThreadState} ThreadState
 * @typedef {{ seconds: number, threads: readonly ThreadState[] }} Sample
 * @typedef {{
 *   thread: string, samples: number, heapMBPerHour: number, boundMBPerHour: number, heapMB: number,
 *   heapMBGrown: number | null, tensorsGrown: number | null, computeMBGrown: number | null, gpuMBGrown: number | null,
 * }} ThreadSlope heapMB: at the end; grown: least of the last half less least of the first
 */

/** Caches fill and code is compiled and optimised in the first half: it says nothing. */
const WARM_UP = 1 / 2;

/** @param {readonly Sample[]} samples @returns {ThreadSlope[]} of every thread that lived to the end */
export function slopesOf(samples) {
  const steady = samples.slice(Math.floor(samples.length * WARM_UP));
  return (samples.at(-1)?.threads ?? []).map(({ thread }) => {
    const series = steady.flatMap(({ seconds, threads }) =>
      threads.filter((one) => one.thread === thread).map((state) => ({ hours: seconds / 3600, state })),
    );
    return {
      thread,
      samples: series.length,
      heapMBPerHour: slope(leastOfEach(series.map(({ hours, state }) => [hours, state.heapMB]))),
      boundMBPerHour: slope(leastOfEach(series.map(({ hours, state }) => [hours, state.boundMB]))),
      heapMB: series.at(-1)?.state.heapMB ?? Number.NaN,
      heapMBGrown: grown(series.map(({ state }) => state.heapMB)),
      tensorsGrown: grown(series.map(({ state }) => state.tensors)),
      computeMBGrown: grown(series.map(({ state }) => state.computeMB)),
      gpuMBGrown: grown(series.map(({ state }) => state.gpuMB)),
    };
  });
}

const MOST_MB_PER_HOUR = 0.5;

/** Whether a thread holds more and more. No number, because it was too short to say, is no pass. @param {ThreadSlope} thread */
export function hasGrown({ heapMBPerHour, boundMBPerHour, tensorsGrown, computeMBGrown, gpuMBGrown }) {
  const isFlat = heapMBPerHour <= MOST_MB_PER_HOUR && boundMBPerHour <= MOST_MB_PER_HOUR;
  return !isFlat || [tensorsGrown, computeMBGrown, gpuMBGrown].some((more) => (more ?? 0) > 0);
}

const RUN = 5; // samples
const FEWEST_RUNS = 5;

/**
 * A frame or a batch under way is a megabyte or two at some samples and not at others, which tilts a line through them; what is
 * kept is there at all of them. So of each few samples in a row the least stands for them.
 *
 * @param {readonly (readonly [hours: number, megabytes: number])[]} points
 */
function leastOfEach(points) {
  const size = Math.max(1, Math.min(RUN, Math.floor(points.length / FEWEST_RUNS)));
  return Array.from({ length: Math.floor(points.length / size) }, (_, run) =>
    points
      .slice(run * size, (run + 1) * size)
      .reduce((least, point) => (point[1] < least[1] ? point : least)),
  );
}

/** Of the straight line with the least squares. @param {readonly (readonly [number, number])[]} points */
export function slope(points) {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
}

/** In the middle of a batch there is more than between two: the least counts. @param {readonly (number | null)[]} values */
function grown(values) {
  const known = values.filter((value) => value !== null);
  const half = known.length >> 1;
  if (half === 0) return null;
  return Math.min(...known.slice(half)) - Math.min(...known.slice(0, half));
}
