import { orDeviceFailure } from '../compute/device-failure';
import type { TuningStore } from '../compute/plan/tuner';
import type { GatherScaling } from '../compute/plan/shaders/gather';
import { type PlanRefusal, TrainingPlan } from '../compute/plan/training-plan';
import { LEAST_STD } from '../data/model-input';
import type { Samples } from '../data/samples';
import type { Network } from '../model/network';
import type { Scores } from '../shared/history';
import type { InputContract } from '../shared/model-card';
import type { OptimizerState } from '../shared/optimizer-state';
import type { Recipe } from '../shared/recipe';
import { AutogradStep } from './autograd-step';
import { PlannedStep } from './planned-step';
import type { ScoreSums } from './score-sums';
import { type TrainingBatch, trainingJob } from './training-batch';

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
