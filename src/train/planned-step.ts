import { assertDeviceWorks, orDeviceFailure } from '../compute/device-failure';
import type { Tuning } from '../compute/plan/products';
import type { TrainingPlan } from '../compute/plan/training-plan';
import { AppError } from '../shared/errors';
import type { Scores } from '../shared/history';
import type { OptimizerState } from '../shared/optimizer-state';
import { pictureChanges } from './picture-changes';
import { meansOf, NO_SUMS, type ScoreSums } from './score-sums';
import { labelsAt, pixelsOf, type TrainingBatch, type TrainingJob, wantedOf } from './training-batch';
import type { StepPlace, TrainingStep } from './training-step';

/** A known network on a GPU: one list of dispatches. */
export class PlannedStep implements TrainingStep {
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

/** The same choices in the same words. */
function inOneLine(tuning: Tuning): string {
  return Object.entries(tuning)
    .map(([product, way]) => `${product}: ${way}`)
    .toSorted()
    .join('; ');
}
