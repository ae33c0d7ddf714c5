/** One run that is interrupted again and again, beside one that is not: how many bits differ in the end. */
import { startBackend } from '../../src/compute/backend';
import { storeDataset } from '../../src/data/import-dataset';
import { type DrawnFace, readDrawnFaces } from '../../src/data/drawn-sample';
import { presetOf } from '../../src/model/presets';
import type { Split } from '../../src/shared/dataset';
import { randomBits } from '../../src/shared/random';
import type { Recipe } from '../../src/shared/recipe';
import { type Database, openDatabase } from '../../src/storage/database';
import { readModelWeights } from '../../src/storage/model-store';
import { getRun } from '../../src/storage/run-store';
import { type ResumeRequest, trainModel, type TrainRequest } from '../../src/train/fit-loop';
import { TrainingAsks } from '../../src/train/training-asks';

export interface ResumeTrial {
  readonly backend: 'wasm' | 'webgpu';
  readonly epochs: number;
  readonly images: number; // to train on
  readonly batch: number;
  readonly points: number; // how often the run is interrupted
  readonly seed: number; // of the points
}

export interface ResumeVerdict {
  readonly points: number;
  /** Of both stored weights, and of the curves. */
  readonly differingBits: number;
}

/** The last step of a part: paused after it. @returns the run's id */
async function train(
  database: Database,
  request: TrainRequest | ResumeRequest,
  until: number,
): Promise<string> {
  const backend = await startBackend(request);
  let ms = 0;
  // Half a second passes with every look: the loss is read at every step, so that any can be the last.
  const tools = { database, backend, asks: new TrainingAsks(), now: () => (ms += 500) };
  let runId = '';
  const job = trainModel(request, tools, new AbortController().signal);
  for await (const event of job) {
    if (event.kind === 'run') runId = event.run.id;
    if (event.kind === 'step' && event.doneSteps === until) tools.asks.pause();
  }
  return runId;
}

export async function compareInterrupted(trial: ResumeTrial): Promise<ResumeVerdict> {
  const { backend, epochs, images, batch } = trial;
  const database = await openDatabase(`mien-resume-${crypto.randomUUID()}`);
  const datasetId = await storeNoise(database, images);
  const recipe: Recipe = { ...presetOf('fast').recipe, epochs, batchSize: batch };
  const request = { datasetId, preset: 'fast' as const, recipe, backend };
  const whole = await train(database, request, Infinity);
  const points = pointsOf(trial);
  let runId = '';
  for (const until of [...points, Infinity])
    runId = await train(database, runId === '' ? request : { runId, backend }, until);
  const bits = await differences(database, whole, runId);
  database.close();
  return { points: points.length, differingBits: bits };
}

/** Distinct steps of the run, ascending. The last is left out: after it nothing is left to resume. */
function pointsOf({ epochs, images, batch, points, seed }: ResumeTrial): number[] {
  const steps = epochs * Math.ceil(images / batch);
  const drawn = new Set<number>();
  for (let draw = 0; drawn.size < Math.min(points, steps - 1); draw += 1)
    drawn.add(1 + (randomBits(seed, draw) % (steps - 1)));
  return [...drawn].toSorted((one, other) => one - other);
}

async function differences(database: Database, one: string, other: string): Promise<number> {
  let bits = 0;
  for (const which of ['best', 'last'] as const) {
    const [first, second] = await Promise.all(
      [one, other].map(async (id) => new Uint8Array(await readModelWeights(database, id, which))),
    );
    bits += differingBits(first ?? new Uint8Array(), second ?? new Uint8Array());
  }
  const [first, second] = await Promise.all([one, other].map((id) => curvesOf(database, id)));
  return bits + differingBits(first ?? new Uint8Array(), second ?? new Uint8Array());
}

/** Everything of the curves but the time they took. */
async function curvesOf(database: Database, id: string): Promise<Uint8Array> {
  const { history } = await getRun(database, id);
  const numbers = history.flatMap(({ train: { loss, accuracy }, validation, learningRate }) => [
    loss,
    accuracy,
    validation?.loss ?? 0,
    validation?.accuracy ?? 0,
    learningRate,
  ]);
  return new Uint8Array(new Float64Array(numbers).buffer);
}

function differingBits(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) return 8 * Math.max(one.length, other.length);
  let bits = 0;
  for (let at = 0; at < one.length; at += 1)
    for (let rest = (one[at] ?? 0) ^ (other[at] ?? 0); rest > 0; rest &= rest - 1) bits += 1;
  return bits;
}

async function storeNoise(database: Database, images: number): Promise<string> {
  const faces = [...noise(images, 'train'), ...noise(Math.ceil(images / 10), 'validation')];
  const job = storeDataset(
    readDrawnFaces(faces, faces.length),
    { name: 'noise', acceptTruncated: false },
    database,
    new AbortController().signal,
  );
  for (;;) {
    const step = await job.next();
    if (step.done) return step.value?.id ?? '';
  }
}

function* noise(count: number, split: Split): Generator<DrawnFace> {
  for (let index = 0; index < count; index += 1)
    yield {
      label: index % 7,
      split,
      pixels: Uint8Array.from({ length: 2304 }, (_, pixel) => randomBits(split.length, index, pixel) & 255),
    };
}
