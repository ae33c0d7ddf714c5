import { epochBatches, stepsPerEpoch } from '../data/batches';
import type { Samples } from '../data/samples';
import type { TuningStore } from '../compute/plan/tuner';
import { initialiseWeights, type Network, readWeights, writeWeights } from '../model/network';
import { AppError, type ErrorCode, toFailure } from '../shared/errors';
import { type EpochRecord, isComplete, type Scores } from '../shared/history';
import { nextTask } from '../shared/next-task';
import type { Recipe } from '../shared/recipe';
import type { Checkpoint } from '../storage/checkpoint-store';
import type { RunPlace, RunStatus } from '../storage/run-store';
import type { TrainProgress } from './fit-loop';
import { Pace } from './pace';
import { learningRateAt } from './schedule';
import type { TrainingAsks } from './training-asks';
import type { TrainingRun } from './training-run';
import { NO_SUMS, type ScoreSums } from './score-sums';
import { createTrainingStep, type TrainingStep } from './training-step';
import { validate } from './validate';

/** A tab that dies loses at most this much work, and the step under way. */
const SAVE_EVERY_MS = 60_000;
/** From one epoch to the next a loss changes by tenths, so twenty times the last epoch's, or guessing's, is no accident of a batch. */
const EXPLOSION = 20;
/** Raw pixels make the first losses large: they are only judged once the network has had so many steps to settle. */
const SETTLING_STEPS = 20;
/** Training goes on without room for a checkpoint; the page says how old the last one is. */
const SURVIVABLE = new Set<ErrorCode>(['storage/quota-full', 'storage/failed', 'storage/damaged']);

export interface LoopSetting {
  readonly recipe: Recipe;
  readonly network: Network;
  /** As readWeights gives them: what the run begins with; undefined: fresh ones, drawn by the recipe's seed. */
  readonly firstWeights: ArrayBuffer | undefined;
  readonly isTrunkFrozen: boolean;
  readonly train: Samples;
  readonly validation: Samples;
  readonly tunings: TuningStore;
  readonly asks: TrainingAsks;
  /** A stop or a pause. */
  readonly halt: AbortSignal;
  /** Milliseconds of a clock that only grows: when to save, how long an epoch took. */
  readonly now: () => number;
}

/** Steps and epochs from a checkpoint, or from the start, to the end or a halt. The run learns of everything. */
export class EpochLoop {
  readonly pace: Pace;
  private step: TrainingStep | undefined;
  private place: RunPlace;
  private sums = NO_SUMS;
  private epochSeconds = 0;
  /** When the epoch under way would have begun, had nothing interrupted it, and had no first step compiled anything. */
  private startedMs = 0;
  private isWarm = false;
  private scale = 1;
  private savedMs = -Infinity; // a new run is stored after its first step, not after a minute
  private saveFailure: AppError | undefined; // of the last attempt

  constructor(private readonly setting: LoopSetting) {
    this.pace = new Pace(setting.now);
    this.place = firstPlace(setting);
  }

  /**
   * Puts the weights into the network, and makes the step that moves them. Again after a dispose.
   *
   * @param from undefined: from the beginning
   * @param rateScale instead of the checkpoint's
   */
  async start(from: Checkpoint | undefined, rateScale = from?.state.rateScale ?? 1): Promise<void> {
    const { network, recipe, train, tunings, firstWeights, isTrunkFrozen } = this.setting;
    if (from) writeWeights(network, Float32Array.from(tensorNamed(from, WEIGHTS)).buffer);
    else if (firstWeights) writeWeights(network, firstWeights);
    else initialiseWeights(network, recipe.seed);
    this.step = await createTrainingStep(network, recipe, train, { tunings, isTrunkFrozen });
    this.scale = rateScale;
    this.saveFailure = undefined;
    this.isWarm = false;
    const state = from?.state;
    this.place = state?.place ?? firstPlace(this.setting);
    this.sums = state?.sums ?? NO_SUMS;
    this.epochSeconds = state?.epochSeconds ?? 0;
    if (!from) return;
    const moments = from.tensors.filter(({ name }) => name !== WEIGHTS);
    this.step.restoreState({ steps: from.state.optimizerSteps, moments });
  }

  private get working(): TrainingStep {
    if (!this.step) throw new Error('The loop was not started.');
    return this.step;
  }

  /** What the scheduled learning rate is multiplied by: halved by each roll-back. */
  get rateScale(): number {
    return this.scale;
  }

  get executor(): TrainingStep['executor'] {
    return this.working.executor;
  }

  get refusal(): TrainingStep['refusal'] {
    return this.working.refusal;
  }

  get tuning(): string {
    return this.working.tuning;
  }

  get at(): RunPlace {
    return this.place;
  }

  /**
   * @throws AppError train/not-finite, train/exploded: nothing of it is stored; compute/…, storage/missing
   */
  async *run(run: TrainingRun): AsyncGenerator<TrainProgress, void, void> {
    const { recipe, network, validation, halt } = this.setting;
    while (!isComplete(recipe, run.record.history) && !halt.aborted) {
      this.startedMs = this.setting.now() - this.epochSeconds * 1000;
      const scores = yield* this.trainEpoch(run);
      if (!scores) break;
      this.working.shareWeights('averaged');
      const validated = yield* this.savingMeanwhile(
        run,
        validate(network, validation, this.place.epoch, halt),
      );
      this.countSeconds();
      if (validated === 'stopped') break;
      yield* this.endEpoch(run, scores, validated);
    }
  }

  /** A validation may be long: what was asked to be saved, or a minute old, is saved between two of its batches. */
  private async *savingMeanwhile<Result>(
    run: TrainingRun,
    work: AsyncGenerator<TrainProgress, Result, void>,
  ): AsyncGenerator<TrainProgress, Result, void> {
    for (;;) {
      const { done, value } = await work.next();
      if (done) return value;
      yield value;
      if (this.isSaveDue()) yield* this.save(run, 'running');
    }
  }

  /** Stores where the run stands, if it has come anywhere. */
  private async *save(run: TrainingRun, status: RunStatus): AsyncGenerator<TrainProgress, void, void> {
    if (this.place.doneSteps === 0) return;
    if (!run.isStoredAt(this.place)) return yield* this.saveAnew(run, status);
    this.savedMs = this.setting.now();
    if (run.record.status !== status) await run.setStatus(status);
  }

  /** Also where the place is stored already, and something else of the state is not. */
  async *saveAnew(
    run: TrainingRun,
    status: RunStatus = 'running',
  ): AsyncGenerator<TrainProgress, void, void> {
    yield* this.orSaveFailed(async () =>
      run.save(this.place, await this.checkpoint(), { nowMs: Date.now(), status }),
    );
    this.savedMs = this.setting.now();
  }

  /**
   * Stores how the run ends: finished where no epoch is left, else as it was asked to.
   *
   * @throws AppError storage/… when the last of it could not be stored: nobody is to take it for finished, or for paused
   *   where it stood; the run waits at its last checkpoint
   */
  async *end(run: TrainingRun, asked: 'stopped' | 'paused'): AsyncGenerator<TrainProgress, void, void> {
    const isDone = isComplete(this.setting.recipe, run.record.history);
    if (!isDone) yield* this.save(run, asked);
    if (this.saveFailure) throw this.saveFailure;
    if (isDone) await run.finish();
  }

  dispose(): void {
    this.step?.dispose();
    this.step = undefined;
  }

  /** What is left of the epoch under way. Returns its mean scores, or undefined when it was halted before its end. */
  private async *trainEpoch(run: TrainingRun): AsyncGenerator<TrainProgress, Scores | undefined, void> {
    const { recipe, train, halt } = this.setting;
    const { epoch, totalSteps } = this.place;
    const steps = stepsOf(train, recipe);
    const before = (epoch - 1) * steps;
    const batches = epochBatches({ ...recipe, samples: train.labels.length, epoch });
    this.working.startEpoch(this.sums);
    for (let index = this.place.step; index < steps; index += 1) {
      const batch = batches[index] as Uint32Array; // there are as many as steps
      const learningRate =
        this.rateScale * learningRateAt(recipe, before + index, totalSteps, run.record.history);
      this.working.run({ positions: batch, epoch }, { learningRate, step: before + index });
      this.pace.count(batch.length);
      const isLast = index + 1 === steps;
      if (!isLast && !this.pace.isDue()) continue;
      await this.readSums(run, { epoch, step: index + 1, doneSteps: before + index + 1, totalSteps });
      this.pace.mark();
      yield {
        kind: 'step',
        epoch,
        step: index + 1,
        stepsPerEpoch: steps,
        totalSteps,
        doneSteps: before + index + 1,
        running: meansOf(this.sums),
        learningRate,
        imagesPerSecond: this.pace.recentPerSecond(),
      };
      await nextTask(); // a stop is only heard when the loop lets go of the thread
      this.countSeconds();
      if (halt.aborted && !isLast) return undefined;
      if (this.isSaveDue()) yield* this.save(run, 'running'); // after the last one only validation is missing
    }
    return meansOf(this.sums);
  }

  /** The first step after a start is not counted: it compiles. */
  private countSeconds(): void {
    if (!this.isWarm) this.startedMs = this.setting.now() - this.epochSeconds * 1000;
    this.isWarm = true;
    this.epochSeconds = (this.setting.now() - this.startedMs) / 1000;
  }

  private isSaveDue(): boolean {
    return this.setting.asks.takeSave() || this.setting.now() - this.savedMs >= SAVE_EVERY_MS;
  }

  /** @throws AppError train/not-finite, train/exploded */
  private async readSums(run: TrainingRun, place: RunPlace): Promise<void> {
    const sums = await this.working.readSums(place.epoch, place.step);
    const images = sums.images - this.sums.images;
    const loss = (sums.loss - this.sums.loss) / images;
    const usual = run.record.history.at(-1)?.train.loss ?? 0;
    const guessing = Math.log(this.setting.network.plan.labels.length);
    // By where the window of these losses began: on a fast machine one window holds all the first steps.
    const isSettled = this.place.doneSteps >= SETTLING_STEPS;
    if (isSettled && loss > EXPLOSION * Math.max(usual, guessing))
      throw new AppError('train/exploded', { epoch: place.epoch, step: place.step });
    this.sums = sums;
    this.place = place;
  }

  private async *endEpoch(
    run: TrainingRun,
    train: Scores,
    validation: Scores | null,
  ): AsyncGenerator<TrainProgress, void, void> {
    const {
      recipe,
      network,
      validation: { labels },
    } = this.setting;
    const { epoch, doneSteps, totalSteps } = this.place;
    const record: EpochRecord = {
      epoch,
      train,
      validation,
      learningRate: this.rateScale * learningRateAt(recipe, doneSteps - 1, totalSteps, run.record.history),
      seconds: this.epochSeconds,
    };
    const ended = this.place;
    this.place = { epoch: epoch + 1, step: 0, doneSteps, totalSteps };
    this.sums = NO_SUMS;
    this.epochSeconds = 0;
    let isBest = false;
    let isSaved = false;
    yield* this.orSaveFailed(async () => {
      const at = { network, validationImages: labels.length, nowMs: Date.now() };
      isBest = await run.saveEpoch(record, this.place, await this.checkpoint(ended), at);
      isSaved = true;
    });
    if (!isSaved) run.addUnsaved(record);
    this.savedMs = this.setting.now();
    yield { kind: 'epoch', record, isBest, modelId: run.record.id };
  }

  private async *orSaveFailed(save: () => Promise<void>): AsyncGenerator<TrainProgress, void, void> {
    try {
      await save();
      this.saveFailure = undefined;
      yield { kind: 'saved', place: this.place, atMs: Date.now() };
    } catch (error) {
      if (!(error instanceof AppError) || !SURVIVABLE.has(error.code)) throw error;
      this.saveFailure = error;
      yield { kind: 'save-failed', failure: toFailure(error) };
    }
  }

  /**
   * With the weights as they are moved; the network holds those that answer again afterwards.
   *
   * @throws AppError train/not-finite when a weight is no number: such a state is never stored
   */
  private async checkpoint({ epoch, step } = this.place) {
    this.working.shareWeights('moved');
    const weights = new Float32Array(await readWeights(this.setting.network));
    const { steps, moments } = await this.working.readState();
    this.working.shareWeights('averaged');
    const tensors = [{ name: WEIGHTS, values: weights }, ...moments];
    if (!tensors.every(({ values }) => values.every(Number.isFinite)))
      throw new AppError('train/not-finite', { epoch, step });
    const { sums, rateScale, epochSeconds } = this;
    return { state: { sums, rateScale, epochSeconds, optimizerSteps: steps }, tensors };
  }
}

/** All weights of the network, batch norm's moving statistics too. */
const WEIGHTS = 'weights';

function firstPlace({ recipe, train }: LoopSetting): RunPlace {
  return { epoch: 1, step: 0, doneSteps: 0, totalSteps: recipe.epochs * stepsOf(train, recipe) };
}

export function stepsOf({ labels }: Samples, recipe: Recipe): number {
  return stepsPerEpoch({ ...recipe, samples: labels.length });
}

function meansOf({ loss, hits, images }: ScoreSums): Scores {
  return { loss: loss / images, accuracy: hits / images };
}

function tensorNamed({ tensors }: Checkpoint, name: string): Float32Array {
  const found = tensors.find((tensor) => tensor.name === name);
  if (!found) throw new AppError('storage/damaged', { what: name });
  return found.values;
}
