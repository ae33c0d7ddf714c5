import type { BackendInfo } from '../compute/backend';
import type { PlanRefusal } from '../compute/plan/training-plan';
import type { Failure } from '../shared/errors';
import { bestEpochOf, type EpochRecord } from '../shared/history';
import type { PresetName } from '../shared/model-card';
import type { ListedRun } from '../storage/run-store';
import type { Resumed, TrainProgress } from '../train/fit-loop';
import type { StepExecutor } from '../train/training-step';
import type { Trial } from '../train/trial';
import type { PresetChoice } from './preset-choices';
import type { Stage } from './stage';
import type { Interruption } from './supervision';

/** A training under way. */
export interface TrainRun {
  readonly preset: PresetName;
  readonly epochs: number;
  readonly isDrawn: boolean;
  readonly startedAtMs: number;
  readonly now: TrainProgress | undefined;
  readonly imagesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  readonly backend: BackendInfo | undefined;
  readonly executor?: StepExecutor | undefined;
  /** Why the executor is not the plan. */
  readonly refusal?: PlanRefusal | undefined;
  readonly history: readonly EpochRecord[];
  readonly isStopping: boolean;
  /** Known once the worker has said so. */
  readonly runId?: string | undefined;
  readonly resumed?: Resumed | undefined;
  readonly savedAtMs?: number | undefined;
  /** Why the last checkpoint could not be written; gone with the next that could. */
  readonly saveFailure?: Failure | undefined;
  readonly rollBacks?: readonly Extract<TrainProgress, { kind: 'rolled-back' }>[] | undefined;
  readonly isPausing?: boolean | undefined;
  /** Finished epochs that say nothing about how long one takes now: those before a resume, perhaps on another backend. */
  readonly epochsBefore?: number | undefined;
  /** The first report since the kernels were compiled. */
  readonly firstReport?: { readonly atMs: number; readonly doneSteps: number } | undefined;
  /** How long browser or machine held the page still, in all. */
  readonly heldMs?: number | undefined;
  /** How long the kernels took to compile, before the first step. */
  readonly compileSeconds?: number | undefined;
  /** What broke off, and when (by the wall clock) training goes on from the last checkpoint. */
  readonly recovery?: { readonly from: Interruption['kind']; readonly atMs: number } | undefined;
}

/** The epochs of a run that this page trains; undefined for any other. */
export function historyHere(train: Stage<unknown, TrainRun>, id: string): TrainRun['history'] | undefined {
  return train.status === 'working' && train.progress.runId === id ? train.progress.history : undefined;
}

/** A listed run that this page trains: it is further than it was when the list was read. */
export function trainingNow(run: ListedRun, history: TrainRun['history']): ListedRun {
  return { ...run, isHeld: true, history, bestEpoch: bestEpochOf(history) };
}

/** Why the last start or stop of a training left no outcome to show. */
export type TrainNote =
  | { readonly kind: 'nothing-kept' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'ended'; readonly epochs: number } // the worker hung; so many finished epochs are stored
  | { readonly kind: 'other-tab' };

/** A measuring under way. */
export interface TrialRun {
  readonly id: PresetChoice['id'];
  readonly done: number; // cards before it
  readonly of: number;
}

/** How long a recipe takes here. */
export interface RecipeTime extends Trial {
  readonly epochs: number;
}
