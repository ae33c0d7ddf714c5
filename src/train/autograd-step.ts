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
import { orDeviceFailure } from '../compute/device-failure';
import { changingWeights, headOf, trunkOf } from '../compute/frozen-trunk';
import { setTrainingClock } from '../compute/layers';
import { createOptimizer, type RunningOptimizer } from '../compute/optimizer';
import { checkedMoments } from '../compute/optimizer-rule';
import type { PlanRefusal } from '../compute/plan/training-plan';
import { WeightAverages } from '../compute/weight-averages';
import { logitsOfAll } from '../model/one-unit';
import { AppError } from '../shared/errors';
import type { Scores } from '../shared/history';
import type { OptimizerState } from '../shared/optimizer-state';
import { crossEntropy } from './loss';
import { meansOf, NO_SUMS, type ScoreSums } from './score-sums';
import { labelsAt, pixelsOf, type TrainingBatch, type TrainingJob, wantedOf } from './training-batch';
import type { StepPlace, TrainingStep } from './training-step';

/** Any network on any backend. */
export class AutogradStep implements TrainingStep {
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
