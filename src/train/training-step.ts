import {
  add,
  argMax,
  cast,
  dispose,
  equal,
  keep,
  mul,
  scalar,
  sum,
  tensor2d,
  tensor4d,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { assertDeviceWorks, orDeviceFailure } from '../compute/device-failure';
import { changingWeights, headOf, trunkOf } from '../compute/frozen-trunk';
import { setTrainingClock } from '../compute/layers';
import { createOptimizer, type RunningOptimizer } from '../compute/optimizer';
import { checkedMoments } from '../compute/optimizer-rule';
import type { Tuning } from '../compute/plan/products';
import type { TuningStore } from '../compute/plan/tuner';
import type { GatherScaling } from '../compute/plan/shaders/gather';
import { type PlanRefusal, TrainingPlan } from '../compute/plan/training-plan';
import { WeightAverages } from '../compute/weight-averages';
import { LEAST_STD } from '../data/model-input';
import type { Samples } from '../data/samples';
import type { Network } from '../model/network';
import { logitsOfAll } from '../model/one-unit';
import { AppError } from '../shared/errors';
import type { Scores } from '../shared/history';
import type { InputContract } from '../shared/model-card';
import type { OptimizerState } from '../shared/optimizer-state';
import type { Recipe } from '../shared/recipe';
import { crossEntropy } from './loss';
import { pictureChanges } from './picture-changes';
import {
  labelsAt,
  pixelsOf,
  type TrainingBatch,
  type TrainingJob,
  trainingJob,
  wantedOf,
} from './training-batch';

/** What a step is counted by. */
export interface StepPlace {
  readonly learningRate: number;
  readonly step: number; // 0-based over the whole run; the dropout masks are drawn from it
}

/** What works a step out: the static plan on a GPU, or tfjs' autograd. */
export type StepExecutor = 'plan' | 'tfjs';

/**
 * Moves the weights, one batch at a time. Loss and hits add up where the arithmetic happens and are read back only
 * when asked: every readback makes a GPU wait. A loss that is not finite stays in the sum, so no step is missed.
 */
export interface TrainingStep {
  readonly executor: StepExecutor;
  /** Ways of its products that were chosen by measuring, in one line; '' where there is no choice. */
  readonly tuning: string;
  /** Why no plan was made; undefined for the plan itself. */
  readonly refusal: PlanRefusal | undefined;
  /** @param sums of the part of the epoch that was done before, as readSums gave them */
  startEpoch(sums?: ScoreSums): void;
  run(batch: TrainingBatch, at: StepPlace): void;
  /**
   * Mean loss and accuracy since the epoch began.
   *
   * @throws AppError train/not-finite when any step since then had a loss that is not finite,
   *   compute/device-lost, compute/out-of-memory
   */
  read(epoch: number, step: number): Promise<Scores>;
  /** What read divides: with it the rest of an epoch adds up to the same bits. @throws as read */
  readSums(epoch: number, step: number): Promise<ScoreSums>;
  /**
   * Call before the network predicts or its weights are read: only then they are sure to be the trained ones.
   *
   * @param which as the optimizer moves them, or as they answer: their running averages, where the recipe wants them
   */
  shareWeights(which: 'moved' | 'averaged'): void;
  /**
   * What the optimizer remembers after the steps so far, and the running averages. With it, the moved weights and the number of the next step, a step made
   * anew continues bit for bit on the same backend.
   *
   * @throws AppError compute/device-lost, compute/out-of-memory
   */
  readState(): Promise<OptimizerState>;
  /** Call before the first step. @throws Error when the state is of another network or optimizer */
  restoreState(state: OptimizerState): void;
  dispose(): void;
}

/** Over the samples of an epoch so far. */
export interface ScoreSums {
  readonly loss: number; // a float32: adding goes on where it stopped
  readonly hits: number;
  readonly images: number;
}

export const NO_SUMS: ScoreSums = { loss: 0, hits: 0, images: 0 };

function meansOf({ loss, hits, images }: ScoreSums): Scores {
  return { loss: loss / images, accuracy: hits / images };
}

/**
 * The fastest step there is for this network on the running backend. Every batch is a full one.
 *
 * @param isTrunkFrozen only the head learns; everything before it answers as in inference
 */
export async function createTrainingStep(
  network: Network,
  recipe: Recipe,
  samples: Samples,
  { tunings, isTrunkFrozen = false }: { tunings?: TuningStore; isTrunkFrozen?: boolean } = {},
): Promise<TrainingStep> {
  const { averaging, mixup } = recipe;
  const plan = await orDeviceFailure(
    TrainingPlan.compile(network.logits, {
      batch: Math.min(recipe.batchSize, samples.labels.length),
      labelSmoothing: recipe.labelSmoothing,
      optimizer: recipe.optimizer,
      clipNorm: recipe.clipNorm,
      mixes: mixup !== undefined && mixup.probability > 0,
      averaging,
      isTrunkFrozen,
      pictures: { pixels: samples.pixels, scaling: scalingOf(network.input) },
      tunings,
    }),
  );
  const job = trainingJob(network, recipe, samples);
  return plan instanceof TrainingPlan
    ? new PlannedStep(plan, job)
    : new AutogradStep(job, plan, isTrunkFrozen);
}

function scalingOf({ scaling }: InputContract): GatherScaling {
  return scaling === 'standardise' ? { kind: scaling, leastStd: LEAST_STD } : { kind: scaling };
}

/** The same choices in the same words. */
function inOneLine(tuning: Tuning): string {
  return Object.entries(tuning)
    .map(([product, way]) => `${product}: ${way}`)
    .toSorted()
    .join('; ');
}

class PlannedStep implements TrainingStep {
  readonly executor = 'plan';
  readonly refusal = undefined;
  readonly tuning: string;
  private images = 0;

  constructor(
    private readonly plan: TrainingPlan,
    private readonly job: TrainingJob,
  ) {
    this.tuning = inOneLine(plan.tuning);
  }

  startEpoch(sums = NO_SUMS): void {
    this.plan.restoreScores({ lossSum: sums.loss, hits: sums.hits });
    this.images = sums.images;
  }

  run(batch: TrainingBatch, at: StepPlace): void {
    assertDeviceWorks();
    const { samples, recipe } = this.job;
    const labels = labelsAt(samples, batch.positions);
    const { own, expected } = wantedOf(this.job, labels, at.step);
    const pictures = this.plan.makesBatches
      ? {
          changes: pictureChanges(samples, batch.positions, { ...recipe, epoch: batch.epoch }),
          ownShares: own,
        }
      : { pixels: pixelsOf(this.job, batch, own) };
    this.plan.run({ labels, targets: expected, ...pictures }, { ...at, seed: recipe.seed });
    this.images += labels.length;
  }

  async readSums(epoch: number, step: number): Promise<ScoreSums> {
    const { lossSum, hits, isBroken } = await orDeviceFailure(this.plan.readScores());
    if (isBroken) throw new AppError('train/not-finite', { epoch, step });
    return { loss: lossSum, hits, images: this.images };
  }

  async read(epoch: number, step: number): Promise<Scores> {
    return meansOf(await this.readSums(epoch, step));
  }

  shareWeights(which: 'moved' | 'averaged'): void {
    this.plan.shareWeights(which);
  }

  readState(): Promise<OptimizerState> {
    return orDeviceFailure(this.plan.readState());
  }

  restoreState(state: OptimizerState): void {
    this.plan.restoreState(state);
  }

  dispose(): void {
    this.plan.dispose();
  }
}

/** Any network on any backend. */
class AutogradStep implements TrainingStep {
  readonly executor = 'tfjs';
  readonly tuning = '';
  private readonly weights: readonly Variable[];
  /** Where it is frozen. */
  private readonly trunk: LayersModel | undefined;
  private readonly optimizer: RunningOptimizer;
  private readonly averages: WeightAverages | undefined;
  private steps = 0;
  private lossSum: Scalar = scalar(0);
  private hitSum: Scalar = scalar(0);
  private images = 0;

  constructor(
    private readonly job: TrainingJob,
    readonly refusal: PlanRefusal,
    isTrunkFrozen: boolean,
  ) {
    const {
      network: { logits },
      recipe,
    } = job;
    const { trainable, all } = changingWeights(logits, isTrunkFrozen);
    this.trunk = isTrunkFrozen ? trunkOf(logits) : undefined;
    this.weights = trainable.map(({ variable }) => variable);
    this.optimizer = createOptimizer(
      recipe.optimizer,
      // Kernels only: decay on biases and batch norm's scale would pull the network towards saying nothing.
      trainable.map(({ name, variable }) => ({ name, variable, decays: name.endsWith('kernel') })),
      recipe.clipNorm,
    );
    const { averaging = 0 } = recipe;
    this.averages = averaging > 0 ? new WeightAverages(all, averaging) : undefined;
  }

  startEpoch(sums = NO_SUMS): void {
    this.replaceSums(scalar(sums.loss), scalar(sums.hits));
    this.images = sums.images;
  }

  run(batch: TrainingBatch, at: StepPlace): void {
    setTrainingClock({ seed: this.job.recipe.seed, step: at.step });
    const size = batch.positions.length;
    this.averages?.show('moved');
    const { loss, hits, gradients } = this.differentiate(batch, at.step);
    // Not in a tidy: the optimizer's moments outlive the step.
    this.optimizer.apply(gradients, at.learningRate);
    this.steps += 1;
    this.averages?.follow(this.steps);
    const [lossSum, hitSum] = tidy((): [Scalar, Scalar] => [
      add(this.lossSum, mul(loss, size)),
      add(this.hitSum, hits),
    ]);
    dispose([...gradients, loss, hits]);
    this.replaceSums(lossSum, hitSum);
    this.images += size;
  }

  /** Forward and backward. What it returns is the caller's to dispose. */
  private differentiate(
    batch: TrainingBatch,
    step: number,
  ): {
    loss: Scalar;
    hits: Scalar;
    gradients: Tensor[];
  } {
    const { network, samples } = this.job;
    const { height, width, channels } = network.plan.image;
    const labels = labelsAt(samples, batch.positions);
    const wanted = wantedOf(this.job, labels, step);
    const pixels = pixelsOf(this.job, batch, wanted.own);
    const inputs = tensor4d(pixels, [labels.length, height, width, channels]);
    const expected = tensor2d(wanted.expected, [labels.length, network.plan.labels.length]);
    const { trunk } = this;
    const features = trunk ? tidy(() => trunk.apply(inputs) as Tensor) : inputs; // one output: no list
    const learning = trunk ? headOf(network.logits) : network.logits;
    let hits: Scalar | undefined;
    const { value: loss, grads } = variableGrads(() => {
      const logits = logitsOfAll(learning.apply(features, { training: true }) as Tensor2D); // as above
      // Kept, because the tidy around the gradients would free it.
      hits = keep(sum(cast(equal(argMax(logits, 1), argMax(expected, 1)), 'float32')) as Scalar);
      return crossEntropy(logits, expected);
    }, [...this.weights]);
    dispose([inputs, features, expected]);
    // Every weight is part of the network, and variableGrads has run its function.
    const gradients = this.weights.map(({ name }) => grads[name] as Tensor);
    return { loss, hits: hits as unknown as Scalar, gradients };
  }

  async read(epoch: number, step: number): Promise<Scores> {
    return meansOf(await this.readSums(epoch, step));
  }

  async readSums(epoch: number, step: number): Promise<ScoreSums> {
    const [[loss = Number.NaN], [hits = 0]] = await orDeviceFailure(
      Promise.all([this.lossSum.data(), this.hitSum.data()]),
    );
    if (!Number.isFinite(loss)) throw new AppError('train/not-finite', { epoch, step });
    return { loss, hits, images: this.images };
  }

  /** The moved ones are the network's own. */
  shareWeights(which: 'moved' | 'averaged'): void {
    this.averages?.show(which);
  }

  async readState(): Promise<OptimizerState> {
    const { steps, moments } = await orDeviceFailure(this.optimizer.state());
    const averages = await orDeviceFailure(this.averages?.state() ?? Promise.resolve([]));
    return { steps, moments: [...moments, ...averages] };
  }

  restoreState({ steps, moments }: OptimizerState): void {
    const expected = this.averages?.expected ?? [];
    const first = moments.length - expected.length;
    this.optimizer.restore({ steps, moments: moments.slice(0, first) });
    this.averages?.restore(checkedMoments({ steps, moments: moments.slice(first) }, expected));
    this.steps = steps;
  }

  dispose(): void {
    dispose([this.lossSum, this.hitSum]);
    this.averages?.dispose();
    this.optimizer.dispose();
  }

  private replaceSums(lossSum: Scalar, hitSum: Scalar): void {
    dispose([this.lossSum, this.hitSum]);
    this.lossSum = keep(lossSum);
    this.hitSum = keep(hitSum);
  }
}
