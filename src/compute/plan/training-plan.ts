import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend, getBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { OptimizerState } from '../../shared/optimizer-state';
import { PURPOSE, randomBits } from '../../shared/random';
import { changingWeights, headOf } from '../frozen-trunk';
import { checkedMoments, stepNumbers } from '../optimizer-rule';
import { targets } from '../targets';
import { averagedShare } from '../weight-averages';
import { type AdapterTraits, largestBinding, traitsOf } from './adapter-traits';
import { planSlots } from './buffers';
import { compileDispatches } from './dispatches';
import { STEP_BYTES, STEP_WORDS } from './kernel';
import { foldedValues } from './inference-graph';
import { networkGraph, type Stage } from './network-graph';
import { isAveraging, type Moment, momentsOf } from './plan-moments';
import { CHANGE_NUMBERS, type GatherScaling, type PictureChange, writeChange } from './shaders/gather';
import { PlanMemory } from './plan-memory';
import type { Tuning } from './products';
import { Submissions } from './submissions';
import { tunedProducts, type TuningStore } from './tuner';
import { SCORE, SCORES } from './shaders/loss';
import { stepGraph, type StepGraph, type StepOptions } from './step-graph';
import type { PlannedWeight } from './step-weights';

export interface PlanOptions extends Omit<StepOptions, 'pictures' | 'traits' | 'tuning' | 'averages'> {
  readonly labelSmoothing: number; // 0..1, of batches that come without targets
  /** Decay of the running average of all weights; 0 or absent: none is kept. */
  readonly averaging?: number | undefined;
  /** All pictures to train on; when they fit, they are kept on the GPU and batches are made there. */
  readonly pictures?: { readonly pixels: Uint8Array; readonly scaling: GatherScaling };
  /** Tests say what they are not running on. */
  readonly traits?: AdapterTraits;
  readonly tuning?: Tuning;
  /** Given, the fastest ways are found by trying; without, they are what is known to suit such adapters. */
  readonly tunings?: TuningStore | undefined;
  /** What one submission should take at most. Tests cut where nothing is slow. */
  readonly submissionMs?: number;
  /** What all memory holds at first; absent: zeros. Tests give NaN, so that nothing unwritten is read unnoticed. */
  readonly fill?: number;
}

/** A batch, ready to be uploaded, or how to make it of the pictures on the GPU. */
type PlanBatch = {
  readonly labels: Uint8Array; // [B]
  /** [B, labels], as targets gives them; absent: of the labels, smoothed. */
  readonly targets?: Float32Array;
} & (
  | { readonly pixels: Float32Array } // [B, H, W, C], scaled
  | { readonly changes: readonly PictureChange[]; readonly ownShares?: Float32Array | undefined } // [B] and [B]
);

interface PlanScores {
  readonly lossSum: number; // over all images since they were cleared
  readonly hits: number;
  /** True once any step's loss was not finite. */
  readonly isBroken: boolean;
}

/** Why there is no plan: another backend, a layer it does not know, a buffer over the device's limit, a driver's refusal. */
export interface PlanRefusal {
  readonly refused: 'backend' | 'layer' | 'memory' | 'shaders';
  readonly layer?: string; // its name
}

/**
 * A training step of one network at one batch size, laid out beforehand: memory, pipelines and bindings are made once,
 * and a step replays them in one compute pass and one submission.
 */
export class TrainingPlan {
  private steps = 0;
  private readonly numbers = new ArrayBuffer(STEP_BYTES);
  private readonly changes: Float32Array;
  private readonly unmixed: Float32Array;

  private constructor(
    private readonly device: GPUDevice,
    private readonly names: ReturnType<typeof changingWeights>,
    private readonly graph: StepGraph,
    private readonly options: PlanOptions,
    private readonly memory: PlanMemory,
    private readonly submissions: Submissions,
  ) {
    this.changes = new Float32Array(options.batch * CHANGE_NUMBERS);
    this.unmixed = new Float32Array(options.batch).fill(1);
  }

  /**
   * Lays out the training of a network on the running WebGPU backend, from the weights it has now.
   *
   * @param logits the network up to its logits
   * @returns why not, when the network, the backend or the device's limits do not fit: then tfjs' autograd trains it
   */
  static async compile(logits: LayersModel, options: PlanOptions): Promise<TrainingPlan | PlanRefusal> {
    if (getBackend() !== 'webgpu') return { refused: 'backend' };
    const network = networkGraph(logits);
    if ('unknown' in network) return { refused: 'layer', layer: network.unknown };
    const { device } = backend() as WebGPUBackend; // just compared by name
    const pictures = options.pictures && {
      bytes: options.pictures.pixels.length,
      scaling: options.pictures.scaling,
    };
    const fits =
      pictures !== undefined && pictures.bytes <= Math.min(MOST_PICTURE_BYTES, largestBinding(device));
    const { batch, tunings: store, traits = await traitsOf(device) } = options;
    const tuned = store && (await tunedProducts(device, network, { batch, traits, store }));
    if (options.isTrunkFrozen && !isHead(network.stages.at(-1)))
      return { refused: 'layer', layer: headOf(logits).name };
    const graph = stepGraph(network, {
      ...options,
      traits,
      tuning: options.tuning ?? tuned ?? {},
      averages: isAveraging(options),
      pictures: fits ? pictures : undefined,
    });
    if (!graph) return { refused: 'layer', layer: 'dropout' };
    const slots = planSlots(graph.kernels);
    if (slots.some(({ elements }) => elements * 4 > largestBinding(device))) return { refused: 'memory' };
    const memory = new PlanMemory(device, slots);
    try {
      if (options.fill !== undefined) memory.fill(options.fill);
      await writeWeights(memory, graph.weights);
      for (const folded of graph.folded) memory.write(folded.tensor, await foldedValues(folded));
      memory.write(graph.scores, new Float32Array(SCORES));
      if (graph.source && options.pictures)
        memory.write(graph.source.pictures, wholeWords(options.pictures.pixels));
      const dispatches = await compileDispatches(device, graph.kernels, memory);
      const names = changingWeights(logits, options.isTrunkFrozen ?? false);
      const submissions = new Submissions(device, dispatches, options.submissionMs);
      return new TrainingPlan(device, names, graph, options, memory, submissions);
    } catch (error) {
      memory.destroy();
      // A driver that does not take our shaders takes those of tfjs.
      if (error instanceof GPUPipelineError) return { refused: 'shaders' };
      throw error;
    }
  }

  /** All GPU memory the plan holds, bytes: it does not grow. */
  get gpuBytes(): number {
    return this.memory.bytes;
  }

  /** Whether it wants changes instead of pixels. */
  get makesBatches(): boolean {
    return this.graph.source !== undefined;
  }

  get dispatchesPerStep(): number {
    return this.graph.kernels.length;
  }

  /** Moves the weights by one batch. @param at step: 0-based over the whole run; dropout masks are drawn from it */
  run(batch: PlanBatch, at: { learningRate: number; step: number; seed: number }): void {
    if (batch.labels.length !== this.options.batch)
      throw new Error(`Expected a batch of ${this.options.batch}, found ${batch.labels.length}.`);
    this.steps += 1;
    this.writeNumbers(at);
    this.memory.write(this.graph.targets, batch.targets ?? this.targetsOf(batch.labels));
    this.writePictures(batch);
    this.submissions.submit();
  }

  private targetsOf(labels: Uint8Array): Float32Array {
    return targets(labels, this.graph.targets.elements / this.options.batch, this.options.labelSmoothing);
  }

  /** How products are worked out. */
  get tuning(): Tuning {
    return this.graph.tuning;
  }

  private writePictures(batch: PlanBatch): void {
    const { source, input, ownShares } = this.graph;
    if ('pixels' in batch) {
      if (source) throw new Error('This plan makes its batches itself.');
      this.memory.write(input, batch.pixels);
      return;
    }
    if (!source) throw new Error('This plan has no pictures to make a batch of.');
    for (const [place, change] of batch.changes.entries()) writeChange(change, this.changes, place);
    this.memory.write(source.changes, this.changes);
    if (ownShares) this.memory.write(ownShares, batch.ownShares ?? this.unmixed);
  }

  private writeNumbers({ learningRate, step, seed }: { learningRate: number; step: number; seed: number }) {
    const floats = new Float32Array(this.numbers);
    const { kept, correction1, correction2 } = stepNumbers(this.options.optimizer, learningRate, this.steps);
    floats.set([learningRate, kept, correction1, correction2]);
    floats[STEP_WORDS.averaged] = averagedShare(this.options.averaging ?? 0, this.steps);
    const bits = new Uint32Array(this.numbers);
    for (const [slot, { layer }] of this.graph.dropouts.entries())
      bits[STEP_WORDS.bits + slot] = randomBits(seed, PURPOSE.dropout, step, layer);
    this.device.queue.writeBuffer(this.memory.numbers, 0, this.numbers);
  }

  clearScores(): void {
    this.restoreScores({ lossSum: 0, hits: 0 });
  }

  /** Adding up goes on from what readScores gave. */
  restoreScores({ lossSum, hits }: Omit<PlanScores, 'isBroken'>): void {
    const scores = new Float32Array(SCORES);
    scores[SCORE.loss] = lossSum;
    scores[SCORE.hits] = hits;
    this.memory.write(this.graph.scores, scores);
  }

  /** Waits for the steps so far. One at a time. */
  async readScores(): Promise<PlanScores> {
    const scores = await this.memory.readSmall(this.graph.scores);
    return {
      lossSum: scores[SCORE.loss] ?? Number.NaN,
      hits: scores[SCORE.hits] ?? Number.NaN,
      isBroken: scores[SCORE.isBroken] !== 0,
    };
  }

  /**
   * Gives the network the weights as they are now.
   *
   * The plan has memory of its own for them: tfjs keeps a copy of what it once read back and would not notice that
   * its buffers were written to, and tensors may share one buffer. So they are copied, on the GPU, when asked for.
   *
   * @param which the weights themselves, or their running averages, where there are any
   */
  shareWeights(which: 'moved' | 'averaged' = 'moved'): void {
    tidy(() => {
      for (const { variable, value, average = value } of this.graph.weights) {
        const buffer = this.memory.bufferOf(which === 'moved' ? value : average);
        variable.assign(tensor({ buffer }, variable.shape, 'float32'));
      }
    });
  }

  /** Waits for the steps so far. */
  async readState(): Promise<OptimizerState> {
    const moments = this.moments();
    const values = await this.memory.readAll(moments.flatMap(({ tensor: one }) => one ?? []));
    let next = 0;
    return {
      steps: this.steps,
      moments: moments.map(({ name, tensor: one, elements }) => ({
        name,
        values: one ? (values[next++] as Float32Array) : new Float32Array(elements),
      })),
    };
  }

  /** Call before the first step. @throws Error when the state is of another network or optimizer */
  restoreState(state: OptimizerState): void {
    const moments = this.moments();
    const saved = checkedMoments(state, moments);
    this.steps = state.steps;
    for (const [place, { tensor: one }] of moments.entries())
      if (one) this.memory.write(one, (saved[place] as (typeof saved)[number]).values);
  }

  private moments(): readonly Moment[] {
    const { graph, names, options } = this;
    return momentsOf(graph.weights, names, options);
  }

  dispose(): void {
    this.memory.destroy();
  }
}

// Positions and pixels are counted in 24 and 32 bits; more than this is better uploaded batch by batch than held twice.
const MOST_PICTURE_BYTES = 1 << 29;

/** A product and nothing else, as every layer that makes logits. */
function isHead(stage: Stage | undefined): boolean {
  return stage?.kind === 'block' && stage.linear !== undefined && !stage.norm && !stage.activation;
}

/** Uploads come in whole words. */
function wholeWords(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 4 === 0) return bytes;
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return padded;
}

async function writeWeights(memory: PlanMemory, weights: readonly PlannedWeight[]): Promise<void> {
  for (const { variable, value, moments, average } of weights) {
    const values = await variable.data<'float32'>();
    memory.write(value, values);
    if (average) memory.write(average, values);
    for (const moment of moments ?? []) memory.write(moment, new Float32Array(moment.elements));
  }
}
