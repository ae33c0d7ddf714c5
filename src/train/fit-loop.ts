import type { BackendInfo, BackendRequest } from '../compute/backend';
import type { PlanRefusal } from '../compute/plan/training-plan';
import { loadSplit, sampleDigest } from '../data/samples';
import { trainingSamples } from '../data/training-samples';
import { buildNetwork } from '../model/network';
import { AppError, type ErrorCode, type Failure, toFailure } from '../shared/errors';
import { type EpochRecord, isComplete, type Scores } from '../shared/history';
import type { ModelCard, PresetName } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import { type Checkpoint, readNewestCheckpoint } from '../storage/checkpoint-store';
import type { Database } from '../storage/database';
import { getDataset } from '../storage/dataset-store';
import { getRun, holdRun, type RunChange, type RunPlace, type RunRecord } from '../storage/run-store';
import { EpochLoop, stepsOf } from './epoch-loop';
import { inheritedWeights, openParent, type StartFrom } from './start-from';
import { storedTunings } from './stored-tunings';
import { TrainingAsks } from './training-asks';
import {
  assertSameSamples,
  changesBetween,
  computedBy,
  newRunRecord,
  rewound,
  type RunConditions,
  TrainingRun,
} from './training-run';
import type { StepExecutor } from './training-step';
import type { Validating } from './validate';

/** The rate is halved so often; what is unstable then stays so. */
const ROLL_BACKS = 2;
const UNSTABLE = new Set<ErrorCode>(['train/not-finite', 'train/exploded']);
/** After these a run is not to be resumed: it would come to the same end. */
const FINAL = new Set<ErrorCode>([...UNSTABLE, 'storage/missing']);

export interface TrainRequest extends BackendRequest {
  readonly datasetId: string;
  readonly preset: PresetName;
  readonly recipe: Recipe;
  /** A stored model instead of fresh weights; its preset then counts, not the one above. */
  readonly start?: StartFrom | undefined;
}

/** Goes on with a stored run, from its newest checkpoint. */
export interface ResumeRequest extends BackendRequest {
  readonly runId: string;
}

export interface TrainTools {
  readonly database: Database;
  readonly backend: BackendInfo;
  readonly asks?: TrainingAsks;
  /** Milliseconds of a clock that only grows; the machine's own where none is given. */
  readonly now?: () => number;
}

export type TrainProgress =
  /** Loading data, building the network, compiling kernels: everything before the first step's end, and before a roll-back's. */
  | {
      readonly kind: 'preparing';
      readonly what: 'data' | 'network' | 'first-step' | 'roll-back';
      readonly backend: BackendInfo;
      /** What works the steps out; said with 'first-step'. */
      readonly executor?: StepExecutor;
      /** Why that is not the plan; undefined for the plan. */
      readonly refusal?: PlanRefusal | undefined;
    }
  /** Which run this is; said once, before the first step. */
  | { readonly kind: 'run'; readonly run: RunRecord; readonly resumed?: Resumed | undefined }
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
  /** Everything up to here is on disk. */
  | { readonly kind: 'saved'; readonly place: RunPlace; readonly atMs: number }
  /** Training goes on, and the checkpoint before stays. */
  | { readonly kind: 'save-failed'; readonly failure: Failure }
  /** The loss was no number, or exploded: training goes on from the last checkpoint at half the rate. */
  | {
      readonly kind: 'rolled-back';
      readonly from: { readonly epoch: number; readonly step: number };
      readonly to: RunPlace;
      readonly rateScale: number;
      readonly history: readonly EpochRecord[];
    }
  /** Sent after the epoch's weights are stored for good, or after 'save-failed'. */
  | {
      readonly kind: 'epoch';
      readonly record: EpochRecord;
      readonly isBest: boolean;
      readonly modelId: string;
    };

export interface Resumed {
  readonly place: RunPlace;
  readonly savedAtMs: number;
  /** None: it goes on bit for bit as if it had never been interrupted. */
  readonly changed: readonly RunChange[];
  /** False when the newest checkpoint was damaged and an older one was taken. */
  readonly isNewest: boolean;
}

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
 * Trains a network on the train split of a stored dataset, or goes on with a stored run. Our own loop instead of tfjs'
 * `fit`: all randomness is a function of (seed, epoch, step), so the same request gives the same weights on the same
 * backend, and an interrupted run the same as an uninterrupted one.
 *
 * Everything is stored after the first step, after each epoch, every minute, when asked to and when it ends. A stop and a
 * pause are heard between steps.
 *
 * @returns undefined when no epoch was finished, or it was paused; the run is stored all the same
 * @throws AppError train/no-images, train/other-pictures, train/not-finite, train/exploded, train/elsewhere, train/other-samples,
 *   compute/device-lost, compute/out-of-memory, storage/…; the run stays as its last checkpoint has it
 */
export async function* trainModel(
  request: TrainRequest | ResumeRequest,
  { database, backend, asks = new TrainingAsks(), now = () => performance.now() }: TrainTools,
  signal: AbortSignal,
): AsyncGenerator<TrainProgress, TrainOutcome | undefined, void> {
  yield { kind: 'preparing', what: 'data', backend };
  const stored = 'runId' in request ? await openStored(database, request.runId) : undefined;
  const held: Disposable[] = [];
  let release = stored?.release;
  try {
    const wanted = stored?.wanted ?? (request as TrainRequest); // one of the two
    const { datasetId, recipe } = wanted;
    const manifest = await getDataset(database, datasetId);
    const parent = wanted.start && (await openParent(database, wanted.start, manifest));
    const preset = parent?.card.preset ?? wanted.preset;
    const ancestors = parent?.ancestors ?? stored?.record.template.ancestors;
    const train = await trainingSamples(database, manifest.id, recipe);
    const validation = await loadSplit(database, manifest.id, 'validation');
    const totalSteps = recipe.epochs * stepsOf(train, recipe);
    if (totalSteps === 0) throw new AppError('train/no-images');
    if (stored) await assertSameSamples(stored.record, train);

    yield { kind: 'preparing', what: 'network', backend };
    const { labels, image } = manifest;
    const network = buildNetwork({ preset, labels, image, dropout: recipe.dropout });
    held.push(network);
    const firstWeights = parent && inheritedWeights(network, parent, recipe.seed);
    const isTrunkFrozen = ancestors?.[0]?.isTrunkFrozen ?? false;
    const tunings = storedTunings(database);
    const halt = AbortSignal.any([signal, asks.paused]);
    const begun = { recipe, network, firstWeights, isTrunkFrozen };
    const loop = new EpochLoop({ ...begun, train, validation, tunings, asks, halt, now });
    held.push(loop);
    await loop.start(stored?.checkpoint);
    yield { kind: 'preparing', what: 'first-step', backend, executor: loop.executor, refusal: loop.refusal };

    const by = computedBy(backend, loop);
    const run = stored
      ? await TrainingRun.resumed(database, stored.record)
      : await newRun(database, {
          preset,
          recipe,
          manifest,
          train,
          validation,
          network,
          by,
          totalSteps,
          ancestors,
        });
    release ??= await holdRun(run.record.id);
    const here = { computedBy: by, validationDigest: await sampleDigest(validation.indices) };
    yield { kind: 'run', run: run.record, resumed: stored && goOn(run, stored, here) };
    yield* steadily(loop, run, { database, backend });
    yield* loop.end(run, signal.aborted ? 'stopped' : 'paused');
    return outcomeOf(run, loop, backend);
  } finally {
    for (const thing of held.toReversed()) thing.dispose();
    release?.();
  }
}

interface Disposable {
  dispose(): void;
}

interface Stored {
  readonly record: RunRecord;
  readonly wanted: TrainRequest;
  readonly checkpoint: Checkpoint;
  readonly isNewest: boolean;
  readonly release: () => void;
}

/** Takes a stored run for this thread. @throws AppError train/elsewhere, storage/missing, storage/damaged */
async function openStored(database: Database, runId: string): Promise<Stored> {
  const release = await holdRun(runId);
  try {
    const record = await getRun(database, runId);
    const { checkpoint, sequence, isNewest } = await readNewestCheckpoint(database, record);
    const { preset, recipe, trained } = record.template;
    return {
      record: isNewest ? record : rewound(record, sequence, checkpoint.state.place),
      wanted: { datasetId: trained.datasetId, preset, recipe },
      checkpoint,
      isNewest,
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}

function newRun(
  database: Database,
  run: Omit<Parameters<typeof newRunRecord>[0], 'nowMs'>,
): Promise<TrainingRun> {
  return newRunRecord({ ...run, nowMs: Date.now() }).then((record) => new TrainingRun(database, record, {}));
}

/** Notes in the run that it goes on here, and what is not as it was. */
function goOn(run: TrainingRun, { record, checkpoint, isNewest }: Stored, now: RunConditions): Resumed {
  const { place } = checkpoint.state;
  const changed = changesBetween(record, now);
  run.goOnWith(now);
  if (!isNewest) run.note({ kind: 'fell-back', atMs: Date.now(), place });
  run.note({ kind: 'resumed', atMs: Date.now(), place, changed });
  return { place, savedAtMs: record.savedAtMs, changed, isNewest };
}

/** All epochs. A loss that is no number, or explodes, sends the run back to its last checkpoint at half the rate. */
async function* steadily(
  loop: EpochLoop,
  run: TrainingRun,
  tools: TrainTools,
): AsyncGenerator<TrainProgress, void, void> {
  for (;;) {
    try {
      yield* loop.run(run);
      return;
    } catch (error) {
      const failure = toFailure(error);
      if (!UNSTABLE.has(failure.code) || loop.rateScale <= 0.5 ** ROLL_BACKS) {
        if (FINAL.has(failure.code)) await run.fail(failure).catch(() => undefined);
        throw error;
      }
      const { epoch, step } = failure.details; // where it was noticed; the loop may be in the next epoch
      yield* rollBack(loop, run, tools, { epoch: Number(epoch), step: Number(step) });
    }
  }
}

async function* rollBack(
  loop: EpochLoop,
  run: TrainingRun,
  { database, backend }: TrainTools,
  from: { readonly epoch: number; readonly step: number },
): AsyncGenerator<TrainProgress, void, void> {
  yield { kind: 'preparing', what: 'roll-back', backend }; // a plan is compiled anew, and says nothing meanwhile
  const rateScale = loop.rateScale / 2;
  const isStored = run.record.head.latest > 0;
  const last = isStored ? await readNewestCheckpoint(database, run.record) : undefined;
  loop.dispose();
  await loop.start(last?.checkpoint, rateScale);
  run.rewind(last?.sequence ?? 0, loop.at);
  const what = { from, to: loop.at, rateScale };
  run.note({ kind: 'rolled-back', atMs: Date.now(), ...what });
  yield { kind: 'rolled-back', ...what, history: run.record.history };
  // At once: a death before the next checkpoint would forget the rate. Nothing else is as well known to be sound.
  if (isStored) yield* loop.saveAnew(run);
}

function outcomeOf(run: TrainingRun, loop: EpochLoop, backend: BackendInfo): TrainOutcome | undefined {
  const { id, history, bestEpoch, template, status } = run.record;
  if (!run.card || status === 'paused') return undefined;
  return {
    modelId: id,
    card: run.card,
    history,
    bestEpoch,
    wasStopped: !isComplete(template.recipe, history),
    imagesPerSecond: loop.pace.perSecond(),
    backend,
    executor: loop.executor,
  };
}
