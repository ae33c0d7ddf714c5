import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend, getBackend } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { largestBinding, traitsOf } from './adapter-traits';
import { planSlots } from './buffers';
import { compileDispatches, type Dispatch, encode } from './dispatches';
import { foldedValues, inferenceGraph, type InferenceGraph } from './inference-graph';
import { networkGraph } from './network-graph';
import { PlanMemory } from './plan-memory';
import type { Tuning } from './products';

/** From pictures to probabilities for one network and at most so many pictures, laid out beforehand: one submission. */
export class InferencePlan {
  /** What the folded weights were made of: a variable that is assigned to has other data. */
  private folded: readonly object[] = [];
  /** One prediction at a time: they share the memory. */
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly graph: InferenceGraph,
    private readonly memory: PlanMemory,
    private readonly dispatches: readonly Dispatch[],
    readonly batch: number,
  ) {}

  /**
   * @param logits the network up to its logits
   * @returns undefined when the network, the backend or the device's limits do not fit: then tfjs predicts
   */
  static async compile(
    logits: LayersModel,
    { batch, tuning = {} }: { batch: number; tuning?: Tuning },
  ): Promise<InferencePlan | undefined> {
    if (getBackend() !== 'webgpu') return undefined;
    const network = networkGraph(logits);
    if ('unknown' in network) return undefined;
    const { device } = backend() as WebGPUBackend; // just compared by name
    const graph = inferenceGraph(network, { batch, traits: await traitsOf(device), tuning });
    const slots = planSlots(graph.kernels);
    if (slots.some(({ elements }) => elements * 4 > largestBinding(device))) return undefined;
    const memory = new PlanMemory(device, slots, graph.output.elements);
    try {
      const dispatches = await compileDispatches(device, graph.kernels, memory);
      return new InferencePlan(graph, memory, dispatches, batch);
    } catch (error) {
      memory.destroy();
      if (error instanceof GPUPipelineError) return undefined;
      throw error;
    }
  }

  get gpuBytes(): number {
    return this.memory.bytes;
  }

  /**
   * With the weights as the network's variables have them now.
   *
   * @param inputs [images, H, W, C], scaled; images up to the batch
   * @returns [images, labels]
   */
  predict(inputs: Float32Array, images: number): Promise<Float32Array> {
    const answer = this.turn.then(() => this.predictNow(inputs, images));
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private async predictNow(inputs: Float32Array, images: number): Promise<Float32Array> {
    if (images > this.batch) throw new Error(`Expected up to ${this.batch} images, found ${images}.`);
    await this.foldWeights();
    const { memory, graph } = this;
    memory.write(graph.input, inputs);
    const values = await memory.readAfter(graph.output, (encoder) => encode(encoder, this.dispatches));
    return values.subarray(0, (images * graph.output.elements) / this.batch);
  }

  private async foldWeights(): Promise<void> {
    const now = this.graph.weights.flatMap(({ from }) => from.map(({ dataId }) => dataId));
    if (now.every((data, place) => data === this.folded[place])) return;
    for (const weight of this.graph.weights) this.memory.write(weight.tensor, await foldedValues(weight));
    this.folded = now;
  }

  dispose(): void {
    this.memory.destroy();
  }
}
