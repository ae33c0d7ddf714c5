import { describe, expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import { sampleCast } from '../../src/data/actors/sample-cast';
import type { Samples } from '../../src/data/samples';
import {
  buildNetwork,
  initialiseWeights,
  type Network,
  readWeights,
  writeWeights,
} from '../../src/model/network';
import { presetOf } from '../../src/model/presets';
import { sha256Hex } from '../../src/shared/digest';
import { EXPRESSIONS } from '../../src/shared/labels';
import type { Recipe } from '../../src/shared/recipe';
import { createTrainingStep, type TrainingStep } from '../../src/train/training-step';

const IMAGE = { width: 48, height: 48, channels: 1 } as const;
const BATCH = 4;

const recipe: Recipe = {
  ...presetOf('fast').recipe,
  batchSize: BATCH,
  optimizer: { kind: 'adamw', learningRate: 1e-3, weightDecay: 0.02 },
  mixup: { probability: 1, alpha: 0.5 },
  averaging: 0.9,
  clipNorm: 0.5,
};

/** As they are moved and as they answer. */
async function bothWeights({ step, network }: { step: TrainingStep; network: Network }) {
  const read = async (which: 'moved' | 'averaged') => {
    step.shareWeights(which);
    return sha256Hex(await readWeights(network));
  };
  return { averaged: await read('averaged'), moved: await read('moved') };
}

function faces(): Samples {
  const cast = [...sampleCast(5, 2)].slice(0, 2 * BATCH);
  return {
    image: IMAGE,
    pixels: Uint8Array.from(cast.flatMap(({ pixels }) => [...pixels])),
    labels: Uint8Array.from(cast, ({ label }) => label),
    indices: Uint32Array.from(cast.keys()),
  };
}

async function newStep() {
  const network = buildNetwork({ preset: 'fast', labels: EXPRESSIONS, image: IMAGE });
  initialiseWeights(network, recipe.seed);
  return { network, start: () => createTrainingStep(network, recipe, faces()) };
}

function run(step: TrainingStep, from: number, to: number): void {
  step.startEpoch();
  for (let place = from; place < to; place += 1) {
    const positions = Uint32Array.from(
      { length: BATCH },
      (_, index) => (place * BATCH + index) % (2 * BATCH),
    );
    step.run({ positions, epoch: 1 }, { learningRate: 1e-3 * (1 + place), step: place });
  }
}

describe.each([
  { backend: 'wasm', executor: 'tfjs' },
  { backend: 'webgpu', executor: 'plan' },
] as const)('a training step on $backend', ({ backend, executor }) => {
  it('continues bit for bit from saved weights, optimizer state and running averages', async () => {
    await startBackend({ backend });
    const first = await newStep();
    const step = await first.start();
    expect(step.executor).toBe(executor);
    run(step, 0, 2);
    step.shareWeights('moved');
    const weights = await readWeights(first.network);
    const state = structuredClone(await step.readState());
    expect(state.steps).toBe(2);
    run(step, 2, 4);
    const uninterrupted = await bothWeights({ step, network: first.network });
    expect(uninterrupted.averaged).not.toBe(uninterrupted.moved);

    const second = await newStep();
    writeWeights(second.network, weights);
    const resumed = await second.start();
    resumed.restoreState(state);
    run(resumed, 2, 4);
    expect(await bothWeights({ step: resumed, network: second.network })).toEqual(uninterrupted);
    for (const end of [step, resumed, first.network, second.network]) end.dispose();
  }, 120_000);
});
