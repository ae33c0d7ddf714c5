import { type Kernel, passing, type PlanTensor } from './kernel';
import { sumOf } from './shaders/sum';

/** What the stages of a step read and make, numbered as Stage has it, and the gradients of it as far as backward has come. */
export class StepValues {
  private readonly values: PlanTensor[] = [];
  private readonly gradients = new Map<number, PlanTensor>();
  /** What the first stage that learns reads: nobody asks for the gradient of it or below. */
  firstLearning = 0;

  /** Of stages that do not learn, the input first. */
  know(values: readonly PlanTensor[]): void {
    this.values.push(...values);
    this.firstLearning = values.length - 1;
  }

  /** @returns its number */
  add(value: PlanTensor): number {
    return this.values.push(value) - 1;
  }

  at(index: number): PlanTensor {
    const value = this.values[index];
    if (!value) throw new Error(`There is no value ${index} yet.`);
    return value;
  }

  /** Whether anything at or below it learns. */
  hasGradient(index: number): boolean {
    return index > this.firstLearning;
  }

  gradientOf(index: number): PlanTensor {
    const gradient = this.gradients.get(index);
    if (!gradient) throw new Error(`Nothing depends on value ${index}.`);
    return gradient;
  }

  /** What one reader of a value says of its gradient. @returns the kernel that adds it to what others said */
  contribute(index: number, gradient: PlanTensor): readonly Kernel[] {
    if (!this.hasGradient(index)) return [];
    const first = this.gradients.get(index);
    if (!first) {
      this.gradients.set(index, gradient);
      return [];
    }
    const output = passing('gradient of several readers', gradient.elements);
    this.gradients.set(index, output);
    return [sumOf('gradient of several readers', { first, second: gradient, output }, false)];
  }
}
