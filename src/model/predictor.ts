import { tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { orDeviceFailure } from '../compute/device-failure';
import { InferencePlan } from '../compute/plan/inference-plan';

/** Pictures a plan takes at once: few for a face or two, 64 for a whole split. */
const BATCHES = [1, 4, 16, 64] as const;
const MOST = 64;

/** Answers for one network: by a plan of its own on a GPU, where there is one for its layers, else by tfjs. */
export class Predictor {
  private readonly plans = new Map<number, Promise<InferencePlan | undefined>>();

  /**
   * @param model [B, H, W, C] to probabilities
   * @param logits the same layers up to the logits
   */
  constructor(
    private readonly model: LayersModel,
    private readonly logits: LayersModel,
  ) {}

  /**
   * @param inputs [images, H, W, C], scaled
   * @param inAll how many images will be asked for, in this call and others: the same number gives the same plan
   * @returns [images, labels], each row sums to 1
   */
  async predict(inputs: Float32Array, images: number, inAll: number): Promise<Float32Array> {
    const plan = await orDeviceFailure(this.planFor(inAll));
    if (!plan) return this.predictByLayers(inputs, images);
    const size = inputs.length / images;
    const answers: Float32Array[] = [];
    for (let start = 0; start < images; start += plan.batch) {
      const end = Math.min(start + plan.batch, images);
      answers.push(
        await orDeviceFailure(plan.predict(inputs.subarray(start * size, end * size), end - start)),
      );
    }
    return joined(answers);
  }

  private planFor(inAll: number): Promise<InferencePlan | undefined> {
    const batch = BATCHES.find((one) => one >= inAll) ?? MOST;
    const plan = this.plans.get(batch) ?? InferencePlan.compile(this.logits, { batch });
    this.plans.set(batch, plan);
    return plan;
  }

  private async predictByLayers(inputs: Float32Array, images: number): Promise<Float32Array> {
    const [, ...shape] = this.model.inputs[0]?.shape ?? [];
    const output = tidy(
      () => this.model.predict(tensor(inputs, [images, ...shape.map((side) => side ?? 0)])) as Tensor,
    );
    try {
      // Never dataSync: on WebGPU it has returned wrong numbers and lost the device.
      return await orDeviceFailure(output.data<'float32'>());
    } finally {
      output.dispose();
    }
  }

  dispose(): void {
    for (const plan of this.plans.values())
      void plan.then(
        (one) => one?.dispose(),
        () => undefined, // whoever asked for it was told
      );
    this.plans.clear();
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array()] = parts;
  if (parts.length === 1) return first;
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
