import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend as tfjsBackend } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { startBackend } from '../compute/backend';
import { batchNormalization, conv2d, dropout } from '../compute/layers';
import { TrainingPlan } from '../compute/plan/training-plan';
import type { Samples } from '../data/samples';
import { buildNetwork, initialiseWeights } from '../model/network';
import { presetOf } from '../model/presets';
import { FER2013_IMAGE, imageBytes } from '../shared/dataset';
import { EXPRESSIONS } from '../shared/labels';
import type { PresetName } from '../shared/model-card';
import { randomBits } from '../shared/random';
import { createTrainingStep } from '../train/training-step';
import { buildChain } from './chain';
import { countSteps } from './count-steps';
import { watchKernels } from './kernel-times';
import type {
  BenchNetwork,
  CountAnswer,
  CountQuestion,
  KernelTime,
  StepsAnswer,
  StepsQuestion,
} from './questions';
import { recordingGpu, replaceGpu } from './recording-gpu';
import { LABEL_COUNT, layersOf } from './work';

/** Steps as the training loop runs them. */
interface Stepper {
  readonly executor: string;
  run(step: number): void;
  /** Waits for the steps so far. @returns their mean loss */
  settle(): Promise<number>;
  /** What an epoch's end does. */
  endEpoch(): void;
  dispose(): void;
}

interface Prepared {
  readonly key: string;
  readonly make: () => Promise<Stepper>;
  stepper?: Stepper;
  steps: number;
}

let prepared: Prepared | undefined;

export async function timeSteps({ network, batch, steps, backend }: StepsQuestion): Promise<StepsAnswer> {
  await startBackend({ backend });
  const key = [network, batch, backend].join(' ');
  if (prepared?.key !== key) {
    prepared?.stepper?.dispose();
    prepared = { key, make: prepare(network, batch), steps: 0 };
  }
  const isFirst = !prepared.stepper;
  const start = performance.now();
  const stepper = (prepared.stepper ??= await prepared.make());
  for (let step = 0; step < steps; step += 1) {
    stepper.run(prepared.steps);
    prepared.steps += 1;
  }
  const loss = await stepper.settle();
  return { ms: performance.now() - start, loss, executor: stepper.executor, isFirst };
}

/** The network is made at once; its pipelines, memory and first weights on the GPU when the result is called. */
function prepare(network: BenchNetwork, batch: number): () => Promise<Stepper> {
  return network === 'narrow' ? prepareNarrow(batch) : preparePreset(network, batch, batch * ROTATED_BATCHES);
}

const ROTATED_BATCHES = 4;

function preparePreset(preset: PresetName, batch: number, images: number): () => Promise<Stepper> {
  const network = buildNetwork({ preset, labels: EXPRESSIONS, image: FER2013_IMAGE });
  initialiseWeights(network, 1);
  const recipe = { ...presetOf(preset).recipe, batchSize: batch };
  const samples = noise(images);
  const batches = Array.from({ length: Math.floor(images / batch) }, (_, place) => ({
    positions: Uint32Array.from({ length: batch }, (_one, at) => place * batch + at),
    epoch: 1,
  }));
  return async () => {
    const step = await createTrainingStep(network, recipe, samples);
    step.startEpoch();
    return {
      executor: step.executor,
      run: (at) => {
        const chosen = batches[at % batches.length];
        if (chosen) step.run(chosen, { learningRate: 1e-4, step: at });
      },
      settle: async () => (await step.read(1, 1)).loss,
      endEpoch: () => {
        step.shareWeights('averaged');
        step.startEpoch();
      },
      dispose: () => {
        step.dispose();
        network.dispose();
      },
    };
  };
}

/** Without pictures on the GPU: each batch is uploaded, as the other engines do. */
function prepareNarrow(batch: number): () => Promise<Stepper> {
  const ours = { ...layers, conv2d, batchNormalization, dropout };
  const logits = buildChain(layersOf('narrow'), ours, 'logits');
  const { pixels, labels } = noise(batch);
  const uploaded = { pixels: Float32Array.from(pixels), labels };
  return async () => {
    const optimizer = { kind: 'adam', learningRate: 1e-4 } as const;
    const plan = await TrainingPlan.compile(logits, { batch, labelSmoothing: 0, optimizer });
    if (!(plan instanceof TrainingPlan))
      throw new Error(`The plan does not take the narrow network on this device: ${plan.refused}.`);
    let images = 0;
    return {
      executor: 'plan',
      run: (at) => {
        plan.run(uploaded, { learningRate: 1e-4, step: at, seed: 1 });
        images += batch;
      },
      settle: async () => (await plan.readScores()).lossSum / images,
      endEpoch: () => plan.shareWeights(),
      dispose: () => {
        plan.dispose();
        logits.dispose();
      },
    };
  };
}

/** Pictures of seeded noise. */
function noise(images: number): Samples {
  return {
    image: FER2013_IMAGE,
    pixels: Uint8Array.from(
      { length: images * imageBytes(FER2013_IMAGE) },
      (_, index) => randomBits(1, index) & 255,
    ),
    labels: Uint8Array.from({ length: images }, (_, index) => index % LABEL_COUNT),
    indices: Uint32Array.from({ length: images }, (_, index) => index),
  };
}

// As the training loop does: src/train/pace.ts reads the scores at most that often.
const STEPS_PER_READ = 20;

/** In a thread of its own: the GPU it starts is none. */
export async function countCalls({ batch, steps, stepsPerEpoch }: CountQuestion): Promise<CountAnswer> {
  const recording = recordingGpu();
  replaceGpu(recording.gpu);
  await startBackend({ backend: 'webgpu' });
  const images = batch * ROTATED_BATCHES;
  const stepper = await preparePreset('seed-cnn', batch, images)();
  return countSteps(steps, recording, {
    executor: stepper.executor,
    pictureBytes: images * imageBytes(FER2013_IMAGE),
    run: async (step) => {
      stepper.run(step);
      if ((step + 1) % STEPS_PER_READ === 0) await stepper.settle();
      if (stepsPerEpoch && (step + 1) % stepsPerEpoch === 0) stepper.endEpoch();
    },
  });
}

/**
 * GPU time of each kernel of one step of the Seed CNN. In a thread of its own: its device is asked for timestamps.
 *
 * @returns undefined where the adapter has none
 */
export async function timeKernels({ batch }: { readonly batch: number }): Promise<KernelTime[] | undefined> {
  const watched = await watchKernels();
  if (!watched) return undefined;
  await startBackend({ backend: 'webgpu' });
  const stepper = await preparePreset('seed-cnn', batch, batch)();
  stepper.run(0);
  await stepper.settle();
  const clock = watched.clockOf((tfjsBackend() as WebGPUBackend).device); // just started by name
  clock.start();
  stepper.run(1);
  const times = await clock.stop();
  stepper.dispose();
  return times;
}
