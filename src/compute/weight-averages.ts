import {
  add,
  dispose,
  keep,
  mul,
  sub,
  tensor,
  tidy,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { NamedValues } from '../shared/optimizer-state';

/** The part of a name that tells an average from an optimizer's moments. */
export const AVERAGE = 'average';

/**
 * How far a running average moves towards its weight: 1 - decay, and more in the beginning, when it still is what nobody
 * trained. After t steps the decay is (1 + t) / (10 + t) at most.
 *
 * @param steps finished ones, this one among them
 */
export function averagedShare(decay: number, steps: number): number {
  return 1 - Math.min(decay, steps / (9 + steps));
}

interface Averaged {
  readonly name: string;
  readonly variable: Variable;
}

/** Running averages of the weights of a network, on the tensors of the running backend. They begin as the weights are. */
export class WeightAverages {
  private averages: Tensor[];
  /** The weights as they are moved, while the network holds the averages. */
  private aside: Tensor[] | undefined;

  constructor(
    private readonly weights: readonly Averaged[],
    private readonly decay: number,
  ) {
    this.averages = weights.map(({ variable }) => keep(variable.clone()));
  }

  /** @param steps finished ones, this one among them */
  follow(steps: number): void {
    const share = averagedShare(this.decay, steps);
    this.replace(
      tidy(() =>
        this.weights.map(({ variable }, place) => {
          const average = this.averages[place] as Tensor; // one for each
          return keep(add(average, mul(sub(variable, average), share)));
        }),
      ),
    );
  }

  /** Puts the averages into the network, or what was there before back. */
  show(which: 'moved' | 'averaged'): void {
    if (which === 'averaged' && !this.aside) {
      this.aside = this.weights.map(({ variable }) => keep(variable.clone()));
      this.assign(this.averages);
    }
    if (which === 'moved' && this.aside) {
      this.assign(this.aside);
      dispose(this.aside);
      this.aside = undefined;
    }
  }

  get expected(): { readonly name: string; readonly elements: number }[] {
    return this.weights.map(({ name, variable }) => ({
      name: `${name}/${AVERAGE}`,
      elements: variable.size,
    }));
  }

  async state(): Promise<NamedValues[]> {
    const saved = this.weights.map(async ({ name }, place) => {
      const values = await (this.averages[place] as Tensor).data<'float32'>(); // one for each
      return { name: `${name}/${AVERAGE}`, values: Float32Array.from(values) };
    });
    return Promise.all(saved);
  }

  /** @param saved of these weights, in their order */
  restore(saved: readonly NamedValues[]): void {
    this.replace(
      this.weights.map(({ variable }, place) => keep(tensor(saved[place]?.values ?? [], variable.shape))),
    );
  }

  dispose(): void {
    dispose([...this.averages, ...(this.aside ?? [])]);
  }

  private replace(next: Tensor[]): void {
    dispose(this.averages);
    this.averages = next;
  }

  private assign(values: readonly Tensor[]): void {
    for (const [place, { variable }] of this.weights.entries()) variable.assign(values[place] as Tensor);
  }
}
