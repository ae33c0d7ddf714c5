import type { Optimizer } from '../../shared/recipe';
import type { AdapterTraits } from './adapter-traits';
import type { Clipping } from './clipping';
import { type Kernel, passing, type PlanTensor } from './kernel';
import type { Linear } from './known-layers';
import {
  chosen,
  filterGradientWays,
  forwardWays,
  inputGradientWays,
  partialElements,
  productKey,
  type ProductKind,
  type Tuning,
} from './products';
import { moveBias, moveWeight, type PlanParameter } from './shaders/move-weight';
import { biasSlices, columnSums } from './shaders/sum';

export interface ProductOptions {
  readonly batch: number;
  /** Its learning rate is said at each step. */
  readonly optimizer: Optimizer;
  readonly traits: AdapterTraits;
  /** How products are worked out; those it does not name, in the first way there is. */
  readonly tuning: Tuning;
}

/** Of a parameter, in slices that are still to be added. */
interface SlicedGradient {
  readonly partials: PlanTensor;
  readonly slices: number;
}

/** The kernels of what is linear in a step: products, their gradients, and the moves of their parameters. */
export class StepProducts {
  /** Every choice that was made. */
  readonly tuning: Record<string, string> = {};

  constructor(
    private readonly options: ProductOptions,
    private readonly clipping: Clipping | undefined,
  ) {}

  forward(
    linear: Linear,
    tensors: { x: PlanTensor; filter: PlanTensor; y: PlanTensor; bias?: PlanTensor | undefined },
  ): readonly Kernel[] {
    return this.way('forward', linear, forwardWays).kernels(tensors);
  }

  filterGradient(
    linear: Linear,
    { x, dy }: { x: PlanTensor; dy: PlanTensor },
  ): { readonly kernels: readonly Kernel[]; readonly gradient: SlicedGradient } {
    const way = this.way('filter gradient', linear, filterGradientWays);
    const partials = passing(`${linear.name} partials`, partialElements(linear, way));
    return { kernels: way.kernels({ x, dy, partials }), gradient: { partials, slices: way.slices } };
  }

  inputGradient(
    linear: Linear,
    tensors: { dy: PlanTensor; filter: PlanTensor; dx: PlanTensor },
  ): readonly Kernel[] {
    return this.way('input gradient', linear, inputGradientWays).kernels(tensors);
  }

  biasBack(linear: Linear, bias: PlanParameter, dy: PlanTensor): readonly Kernel[] {
    const { batch, optimizer } = this.options;
    const [height, width, channels] = linear.output;
    const label = `${linear.name} bias`;
    if (height * width === 1) {
      const gradient = { partials: dy, slices: batch }; // a row of dy is a slice
      const held = this.clipping?.hold(label, bias, gradient);
      return [held ?? moveBias(linear.name, bias, optimizer, { dy, batch })];
    }
    const rows = batch * height * width;
    const slices = biasSlices(rows).count;
    const partials = passing(`${label} partials`, slices * channels);
    return [
      columnSums(linear.name, { dy, partials }, { rows, channels }),
      this.move(label, bias, { partials, slices }),
    ];
  }

  /** At once, or where gradients are clipped when all of them are known. */
  move(label: string, parameter: PlanParameter, gradient: SlicedGradient): Kernel {
    const held = this.clipping?.hold(label, parameter, gradient);
    return held ?? moveWeight(label, parameter, this.options.optimizer, gradient);
  }

  private way<W extends { readonly name: string }>(
    kind: ProductKind,
    linear: Linear,
    ways: (linear: Linear, batch: number, traits: AdapterTraits) => readonly W[],
  ): W {
    const { batch, traits, tuning } = this.options;
    const key = productKey(kind, linear, batch);
    const way = chosen(ways(linear, batch, traits), key, tuning);
    this.tuning[key] = way.name;
    return way;
  }
}
