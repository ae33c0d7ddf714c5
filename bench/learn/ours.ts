/** The task learnt as the app learns: by the plan on WebGPU, by tfjs' autograd over our kernels on wasm. */
import { tensor, tidy } from '@tensorflow/tfjs-core';
import { input, layers, model as functional, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { startBackend } from '../../src/compute/backend';
import { buildLayers } from '../../src/model/build-layers';
import { type Network, predict } from '../../src/model/network';
import { Predictor } from '../../src/model/predictor';
import { createTrainingStep } from '../../src/train/training-step';
import {
  accuracyOf,
  firstWeights,
  INPUT,
  type Learnt,
  type LearnTask,
  networkOf,
  recipeOf,
  stepsOf,
} from './task';

export async function learnWithOurs(task: LearnTask, backend: 'webgpu' | 'wasm'): Promise<Learnt> {
  await startBackend({ backend });
  const network = buildNetworkOf(task);
  const step = await createTrainingStep(network, recipeOf(task), task.train);
  const start = performance.now();
  const losses: number[] = [];
  step.startEpoch();
  for (const { positions, epoch, isLastOfEpoch, ...at } of stepsOf(task)) {
    step.run({ positions, epoch }, at);
    if (!isLastOfEpoch) continue;
    losses.push((await step.read(epoch, at.step)).loss);
    step.startEpoch();
  }
  const seconds = (performance.now() - start) / 1000;
  step.shareWeights('moved');
  const { pixels, labels } = task.heldBack;
  const accuracy = accuracyOf(await predict(network, pixels, labels.length), task.heldBack);
  const { executor } = step;
  step.dispose();
  network.dispose();
  return { accuracy, losses, executor, seconds };
}

/** As buildNetwork does for a preset. */
function buildNetworkOf(task: LearnTask): Network {
  const { height, width, channels } = INPUT.image;
  const pixels = input({ shape: [height, width, channels] });
  const { output, zeroScales } = buildLayers(networkOf(task), pixels);
  const probabilities = layers.softmax().apply(output) as SymbolicTensor; // one in, one out
  const model = functional({ inputs: pixels, outputs: probabilities });
  const logits = functional({ inputs: pixels, outputs: output });
  const predictor = new Predictor(model, logits);
  tidy(() => model.setWeights(firstWeights(model.weights).map(({ values, shape }) => tensor(values, shape))));
  return {
    plan: { preset: 'fast', labels: task.labels, image: INPUT.image }, // a card's word for it, which nobody reads here
    input: INPUT,
    model,
    logits,
    predictor,
    weightSpecs: [],
    zeroScales,
    dispose: () => {
      predictor.dispose();
      model.dispose();
    },
  };
}
