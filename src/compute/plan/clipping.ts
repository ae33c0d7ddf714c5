import type { Optimizer } from '../../shared/recipe';
import { kept, type Kernel, passing, type PlanTensor } from './kernel';
import { mergeSlopes, type NormedBlock } from './shaders/batch-norm';
import {
  addSquares,
  CLIP,
  type HeldGradient,
  holdGradient,
  moveClipped,
  SQUARES_AT_ONCE,
  squareSums,
} from './shaders/clip-gradients';
import type { PlanParameter } from './shaders/move-weight';

/**
 * Gradients that wait until all of them are known: only then is it clear how long they are together, and how far the
 * weights may move.
 */
export class Clipping {
  private readonly held: (HeldGradient & { readonly label: string })[] = [];
  private readonly squares: PlanTensor[] = [];

  constructor(
    private readonly norm: number,
    private readonly optimizer: Optimizer,
  ) {}

  /** Instead of moveWeight. */
  hold(
    label: string,
    parameter: PlanParameter,
    { partials, slices }: { partials: PlanTensor; slices: number },
  ): Kernel {
    const { elements } = parameter.value;
    const gradient = passing(`${label} held gradient`, elements);
    const squares = this.squaresOf(label, squareSums(elements));
    this.held.push({ label, parameter, gradient, first: 0 });
    return holdGradient(label, { partials, gradient, squares }, slices);
  }

  /** Instead of a mergeSlopes that moves: the norm keeps the gradients of beta and gamma as it is. */
  holdSlopes(block: NormedBlock): Kernel {
    const { name, norm } = block;
    const channels = norm.beta.value.elements;
    const gradient = norm.sums;
    this.held.push({ label: `${name} beta`, parameter: norm.beta, gradient, first: 0 });
    this.held.push({ label: `${name} gamma`, parameter: norm.gamma, gradient, first: channels });
    return mergeSlopes(block, { squares: this.squaresOf(name, channels) });
  }

  /** How long they are together, then every weight's step. */
  kernels(): Kernel[] {
    const { held, squares, norm, optimizer } = this;
    const clip = kept('clip', Object.keys(CLIP).length);
    const groups = Array.from({ length: Math.ceil(squares.length / SQUARES_AT_ONCE) }, (_, group) =>
      squares.slice(group * SQUARES_AT_ONCE, (group + 1) * SQUARES_AT_ONCE),
    );
    return [
      ...groups.map((some, place) => addSquares(some, clip, { norm, isFirst: place === 0 })),
      ...held.map(({ label, ...one }) => moveClipped(label, one, optimizer, clip)),
    ];
  }

  private squaresOf(label: string, elements: number): PlanTensor {
    const squares = passing(`${label} squares`, elements);
    this.squares.push(squares);
    return squares;
  }
}
