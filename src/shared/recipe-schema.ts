import * as v from 'valibot';
import type { Recipe } from './recipe';

const between = (least: number, most: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(most));
const whole = (least: number, most: number) => v.pipe(between(least, most), v.safeInteger());
const share = between(0, 1);
const learningRate = between(0, 10);
const weightDecay = between(0, 10);

const optimizer = v.variant('kind', [
  v.object({ kind: v.literal('adam'), learningRate }),
  v.object({ kind: v.literal('adamw'), learningRate, weightDecay }),
  v.object({
    kind: v.literal('sgd'),
    learningRate,
    momentum: share,
    nesterov: v.boolean(),
    weightDecay,
  }),
  v.object({ kind: v.literal('rmsprop'), learningRate }),
]);

const schedule = v.variant('kind', [
  v.object({ kind: v.literal('constant') }),
  v.object({
    kind: v.literal('plateau'),
    factor: share,
    patience: whole(1, 1000),
    leastRate: learningRate,
  }),
  v.object({ kind: v.literal('cosine'), warmUpEpochs: whole(0, 1000) }),
  v.object({ kind: v.literal('one-cycle') }),
]);

/** A recipe from outside: of a card, a file or a link. What it does not know is dropped. */
export const recipeSchema: v.GenericSchema<unknown, Recipe> = v.object({
  optimizer,
  clipNorm: v.optional(between(0, 1000)),
  schedule,
  epochs: whole(1, 100_000),
  batchSize: whole(1, 100_000),
  seed: whole(0, 2 ** 32 - 1),
  labelSmoothing: share,
  augmentation: v.object({
    flip: v.boolean(),
    rotationDeg: between(0, 180),
    scale: between(0, 0.9),
    shift: share,
    shearDeg: v.optional(between(0, 60)),
    aspect: v.optional(between(0, 0.9)),
    zoom: v.optional(between(0, 0.9)),
    crop: v.optional(between(0, 0.9)),
    warped: v.optional(share),
    fill: v.optional(v.picklist(['reflect', 'nearest'])),
    brightness: share,
    contrast: share,
    gamma: v.optional(between(0, 0.9)),
    shade: v.optional(share),
    darkening: v.optional(share),
    noise: v.optional(between(0, 0.5)),
    lit: v.optional(share),
    blur: v.optional(share),
    erasing: share,
  }),
  mixup: v.optional(v.object({ probability: share, alpha: between(0.05, 1) })),
  classWeights: v.optional(v.picklist(['none', 'balanced'])),
  averaging: v.optional(between(0, 0.99999)),
  dropout: v.optional(between(0, 0.9)),
  patience: v.optional(whole(0, 1000)),
  lastBatch: v.picklist(['drop', 'fill']),
  keep: v.picklist(['best', 'last']),
  limit: v.optional(whole(1, 2 ** 32 - 1)),
});
