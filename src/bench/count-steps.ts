import type { CountAnswer } from './questions';
import type { RecordingGpu } from './recording-gpu';

interface CountedStep {
  readonly executor: string;
  /** Of the pictures kept on the GPU: the data set is not the engine's. */
  readonly pictureBytes: number;
  /** One step, with its share of reading back. @param step 0-based */
  run(step: number): Promise<void>;
}

/** Runs steps on a GPU that only counts. The first fifth warms up: memory is made there. */
export async function countSteps(
  steps: number,
  { counts }: RecordingGpu,
  counted: CountedStep,
): Promise<CountAnswer> {
  const warm = Math.max(1, Math.floor(steps / 5));
  for (let step = 0; step < warm; step += 1) await counted.run(step);
  const before = counts();
  const start = performance.now();
  for (let step = warm; step < steps; step += 1) await counted.run(step);
  const jsMs = (performance.now() - start) / (steps - warm);
  const after = counts();
  const perStep = (name: keyof typeof after) => (after[name] - before[name]) / (steps - warm);
  return {
    dispatches: perStep('dispatches'),
    submits: perStep('submits'),
    buffers: perStep('buffers'),
    uploadedBytes: perStep('uploadedBytes'),
    jsMs,
    gpuBytes: after.liveBytes - counted.pictureBytes,
    gpuBytesGrowth: after.liveBytes - before.liveBytes,
    executor: counted.executor,
  };
}
