import type { BackendInfo, BackendRequest } from '../compute/backend';
import { epochBatches, stepsPerEpoch } from '../data/batches';
import { loadSplit, type Samples } from '../data/samples';
import { trainingSamples } from '../data/training-samples';
import { buildNetwork, initialiseWeights } from '../model/network';
import { AppError } from '../shared/errors';
import type { EpochRecord, Scores } from '../shared/history';
import type { ModelCard, PresetName } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import type { Database } from '../storage/database';
import { getDataset } from '../storage/dataset-store';
import { nextTask } from '../shared/next-task';
import { Pace } from './pace';
import { type SavedRun, saveEpoch, startRun } from './saved-run';
import { learningRateAt } from './schedule';
import { createTrainingStep, type StepExecutor, type TrainingStep } from './training-step';
import { validate, type Validating } from './validate';

export interface TrainRequest extends BackendRequest {
  readonly datasetId: string;
  readonly preset: PresetName;
  readonly recipe: Recipe;
}

export interface TrainTools {
  readonly database: Database;
  readonly backend: BackendInfo;
}

export type TrainProgress =
  /** Loading data, building the network, compiling kernels: everything before the first step's end. */
  | {
      readonly kind: 'preparing';
      readonly what: 'data' | 'network' | 'first-step';
      readonly backend: BackendInfo;
      /** What works the steps out; said with 'first-step'. */
      readonly executor?: StepExecutor;
    }
  | {
      readonly kind: 'step';
      readonly epoch: number; // 1-based
      readonly step: number; // 1-based, within the epoch
      readonly stepsPerEpoch: number;
      readonly totalSteps: number;
      readonly doneSteps: number;
      /** Means since the epoch began. */
      readonly running: Scores;
      readonly learningRate: number;
      readonly imagesPerSecond: number; // over the last seconds
    }
  | Validating
  /** Sent after the epoch's weights are stored for good. */
  | {
      readonly kind: 'epoch';
      readonly record: EpochRecord;
      readonly isBest: boolean;
      readonly modelId: string;
    };

export interface TrainOutcome {
  readonly modelId: string;
  readonly card: ModelCard; // of the weights the recipe keeps
  readonly history: readonly EpochRecord[];
  readonly bestEpoch: number;
  readonly wasStopped: boolean;
  /** Training images per second over all steps after the first, which compiles. */
  readonly imagesPerSecond: number;
  readonly backend: BackendInfo;
  readonly executor: StepExecutor;
}

/**
 * Trains a network on the train split of a stored dataset. Our own loop instead of tfjs' `fit`: all randomness is a
 * function of (seed, epoch, step), so the same request gives the same weights on the same backend.
 *
 * After each epoch the weights are stored before the epoch is reported. A stop is heard between steps and keeps the
 * last finished epoch.
 *
 * @throws AppError train/no-images, train/not-finite, compute/device-lost, compute/out-of-memory, storage/…; the
 *   epochs reported so far stay stored
 */
export async function* trainModel(
  request: TrainRequest,
  { database, backend }: TrainTools,
  signal: AbortSignal,
): AsyncGenerator<TrainProgress, TrainOutcome | undefined, void> {
  const { recipe, preset } = request;
  yield { kind: 'preparing', what: 'data', backend };
  const manifest = await getDataset(database, request.datasetId);
  const train = await trainingSamples(database, manifest.id, recipe);
  const validation = await loadSplit(database, manifest.id, 'validation');
  if (stepsOf(train, recipe) === 0) throw new AppError('train/no-images');

  yield { kind: 'preparing', what: 'network', backend };
  const network = buildNetwork({ preset, labels: manifest.labels, image: manifest.image });
  initialiseWeights(network, recipe.seed);
  let step: TrainingStep | undefined;
  try {
    step = await createTrainingStep(network, recipe, train);
    const { executor } = step;
    const run = await startRun(request, { manifest, train, network, backend });
    const pace = new Pace();
    yield { kind: 'preparing', what: 'first-step', backend, executor };
    for (let epoch = 1; epoch <= recipe.epochs && !signal.aborted; epoch += 1) {
      const startedMs = performance.now();
      const scores = yield* trainEpoch({ epoch, train, recipe, step, pace, signal });
      if (!scores) break;
      step.shareWeights();
      const validated = yield* validate(network, validation, epoch, signal);
      if (validated === 'stopped') break;
      const record: EpochRecord = {
        epoch,
        train: scores,
        validation: validated,
        learningRate: learningRateAt(
          recipe,
          epoch * stepsOf(train, recipe) - 1,
          recipe.epochs * stepsOf(train, recipe),
        ),
        seconds: (performance.now() - startedMs) / 1000,
      };
      const isBest = await saveEpoch(run, record, {
        network,
        database,
        validationImages: validation.labels.length,
      });
      yield { kind: 'epoch', record, isBest, modelId: run.id };
    }
    return outcomeOf(run, recipe, pace, { backend, executor });
  } finally {
    step?.dispose();
    network.dispose();
  }
}

interface Epoch {
  readonly epoch: number;
  readonly train: Samples;
  readonly recipe: Recipe;
  readonly step: TrainingStep;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

/** All steps of one epoch. Returns its mean scores, or undefined when it was stopped before its end. */
async function* trainEpoch(context: Epoch): AsyncGenerator<TrainProgress, Scores | undefined, void> {
  const { epoch, train, recipe, step, pace, signal } = context;
  const steps = stepsOf(train, recipe);
  const totalSteps = recipe.epochs * steps;
  const before = (epoch - 1) * steps;
  let scores: Scores = { loss: 0, accuracy: 0 };
  const batches = epochBatches({ ...recipe, samples: train.labels.length, epoch });
  step.startEpoch();
  for (const [index, batch] of batches.entries()) {
    const learningRate = learningRateAt(recipe, before + index, totalSteps);
    step.run({ positions: batch, epoch }, { learningRate, step: before + index });
    pace.count(batch.length);
    const isLast = index + 1 === steps;
    if (!isLast && !pace.isDue()) continue;
    scores = await step.read(epoch, index + 1);
    pace.mark();
    yield {
      kind: 'step',
      epoch,
      step: index + 1,
      stepsPerEpoch: steps,
      totalSteps,
      doneSteps: before + index + 1,
      running: scores,
      learningRate,
      imagesPerSecond: pace.recentPerSecond(),
    };
    await nextTask(); // a stop is only heard when the loop lets go of the thread
    if (signal.aborted && !isLast) return undefined;
  }
  return scores;
}

function stepsOf({ labels }: Samples, recipe: Recipe): number {
  return stepsPerEpoch({ ...recipe, samples: labels.length });
}

function outcomeOf(
  run: SavedRun,
  recipe: Recipe,
  pace: Pace,
  by: Pick<TrainOutcome, 'backend' | 'executor'>,
): TrainOutcome | undefined {
  const { last, best } = run.cards;
  if (!last) return undefined;
  return {
    modelId: run.id,
    card: (recipe.keep === 'best' ? best : undefined) ?? last,
    history: run.history,
    bestEpoch: run.bestEpoch,
    wasStopped: run.history.length < recipe.epochs,
    imagesPerSecond: pace.perSecond(),
    ...by,
  };
}
