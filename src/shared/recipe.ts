/**
 * How a network is trained. Plain data: it is stored, shown, and travels in the model card. What may be absent came
 * later: recipes without it are older, and mean that it is off.
 */
export interface Recipe {
  readonly optimizer: Optimizer;
  /** A step's gradients, all weights together, are scaled down to this length where they are longer; 0: never. */
  readonly clipNorm?: number | undefined;
  readonly schedule: Schedule;
  readonly epochs: number;
  readonly batchSize: number;
  /** Seeds initial weights, shuffling, augmentation, dropout. */
  readonly seed: number;
  /** 0..1, spread evenly over all labels. */
  readonly labelSmoothing: number;
  readonly augmentation: Augmentation;
  readonly mixup?: Mixup | undefined;
  /** 'balanced': a picture's loss counts by the root of how rare its label is, at most 3 times. */
  readonly classWeights?: 'none' | 'balanced' | undefined;
  /**
   * Decay of a running average of all weights, batch norm's statistics too, 0..1; 0: none. Where there is one,
   * validation and the saved model are the average.
   */
  readonly averaging?: number | undefined;
  /** Rate of every dropout layer instead of the network's own, 0..0.9; 0: no dropout. */
  readonly dropout?: number | undefined;
  /** Training ends after this many epochs without a lower validation loss; 0: never. */
  readonly patience?: number | undefined;
  /** What to do with a last batch that is not full: the seeds drop it, we fill it from the next permutation. */
  readonly lastBatch: 'drop' | 'fill';
  /** The weights a finished run offers first. */
  readonly keep: 'best' | 'last';
  /** At most this many training images, a fixed seeded stratified subset; undefined: all. */
  readonly limit?: number | undefined;
}

export type Optimizer =
  | { readonly kind: 'adam'; readonly learningRate: number }
  /** Decoupled weight decay (Loshchilov and Hutter 2019), on conv and dense kernels only. */
  | { readonly kind: 'adamw'; readonly learningRate: number; readonly weightDecay: number }
  /** As PyTorch has it: weight decay x weight is added to the gradient, of conv and dense kernels only. */
  | {
      readonly kind: 'sgd';
      readonly learningRate: number;
      readonly momentum: number; // 0..1; 0 remembers nothing
      readonly nesterov: boolean;
      readonly weightDecay: number;
    }
  /** As Keras has it: the mean of squared gradients fades by 0.9 a step. */
  | { readonly kind: 'rmsprop'; readonly learningRate: number };

export type Schedule =
  | { readonly kind: 'constant' }
  /** The rate times `factor`, not below `leastRate`, after `patience` epochs without a lower validation loss. */
  | {
      readonly kind: 'plateau';
      readonly factor: number; // 0..1
      readonly patience: number; // epochs
      readonly leastRate: number;
    }
  /** Even steps up to the rate over the first epochs, then half a cosine down to zero. */
  | { readonly kind: 'cosine'; readonly warmUpEpochs: number }
  /** Cosine up from 1/25 of the rate over the first 30 % of the steps, cosine down to 1/250,000 of it (Smith 2018). */
  | { readonly kind: 'one-cycle' };

/** Pictures mixed in pairs, with their labels (Zhang et al. 2018). */
export interface Mixup {
  readonly probability: number; // of a batch, 0..1
  /** Shares are drawn from Beta(alpha, alpha): near 0 hardly mixed, 1 any share alike. */
  readonly alpha: number;
}

/** Chance applied to each training picture. Zero everywhere: no augmentation. */
export interface Augmentation {
  readonly flip: boolean; // mirrored with probability 1/2
  readonly rotationDeg: number; // uniform in ± this
  readonly scale: number; // uniform in 1 ± this
  readonly shift: number; // uniform in ± this share of the side, each axis
  readonly shearDeg?: number | undefined; // upright lines lean by uniform ± this
  readonly aspect?: number | undefined; // width to height times uniform 1 ± this
  /** Each axis for itself: what is seen of it is uniform 1 ± this as long, as Keras' zoom_range has it. */
  readonly zoom?: number | undefined;
  /** A window at random, its sides shorter by uniform 0..this share of them, fills the picture. */
  readonly crop?: number | undefined;
  /** Share of the pictures that is turned, scaled, stretched, sheared and moved; absent: all. Flip and crop are apart. */
  readonly warped?: number | undefined;
  /** What stands where a picture was moved away: its mirror image, or its edge drawn out. Absent: reflect. */
  readonly fill?: 'reflect' | 'nearest' | undefined;
  readonly brightness: number; // factor uniform in 1 ± this
  readonly contrast: number; // factor uniform in 1 ± this, around the picture's mean
  readonly gamma?: number | undefined; // grey levels, as 0..1, to a power uniform in 1 ± this
  readonly shade?: number | undefined; // light added from edge to edge, each axis: uniform ± this share of white
  readonly darkening?: number | undefined; // probability that the light falls off towards one side, to 0.3..1 of it
  readonly noise?: number | undefined; // of a sensor: deviation uniform in 0..this share of white
  /** Share of the pictures that each of brightness, contrast, gamma, shade and noise changes; absent: all. */
  readonly lit?: number | undefined;
  readonly blur?: number | undefined; // probability of a blur over 3 x 3 pixels
  readonly erasing: number; // probability of one erased box
}

export const NO_AUGMENTATION: Augmentation = {
  flip: false,
  rotationDeg: 0,
  scale: 0,
  shift: 0,
  brightness: 0,
  contrast: 0,
  erasing: 0,
};
