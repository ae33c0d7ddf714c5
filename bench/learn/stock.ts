// The task learnt by tfjs 4.22.0 as it comes. Nothing of src/compute may be loaded here, which would replace its kernels.
import '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import {
  dispose,
  oneHot,
  ready,
  setBackend,
  tensor,
  type Tensor,
  tensor1d,
  tensor4d,
  tidy,
  train,
} from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { buildChain } from '../../src/bench/chain';
import { takeSamples } from '../../src/data/samples';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import {
  accuracyOf,
  firstWeights,
  inputsOf,
  type Learnt,
  type LearnTask,
  networkOf,
  recipeOf,
  stepsOf,
} from './task';

const { height, width, channels } = FER2013_IMAGE;

export async function learnWithStock(task: LearnTask): Promise<Learnt> {
  await setBackend('webgpu');
  await ready();
  const model = buildChain(networkOf(task), layers, 'softmax');
  const optimizer = train.adam(recipeOf(task).optimizer.learningRate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  tidy(() => model.setWeights(firstWeights(model.weights).map(({ values, shape }) => tensor(values, shape))));
  const start = performance.now();
  const losses: number[] = [];
  let ofEpoch: number[] = [];
  for (const { positions, learningRate, epoch, step, isLastOfEpoch } of stepsOf(task)) {
    Object.assign(optimizer, { learningRate }); // where Adam reads it; it has no setter
    const batch = takeSamples(task.train, positions);
    const x = tensor4d(inputsOf(batch), [positions.length, height, width, channels]);
    const y = oneHot(tensor1d(batch.labels, 'int32'), task.labels.length);
    ofEpoch.push(Number([await model.trainOnBatch(x, y)].flat()[0]));
    dispose([x, y]);
    if (step % 15 === 0)
      console.log(`stock, epoch ${epoch}, step ${step}: loss ${ofEpoch.at(-1)?.toFixed(4)}`);
    if (!isLastOfEpoch) continue;
    losses.push(ofEpoch.reduce((sum, loss) => sum + loss, 0) / ofEpoch.length);
    ofEpoch = [];
  }
  const seconds = (performance.now() - start) / 1000;
  const { labels } = task.heldBack;
  const inputs = tensor4d(inputsOf(task.heldBack), [labels.length, height, width, channels]);
  const probabilities = model.predict(inputs, { batchSize: 100 }) as Tensor;
  const accuracy = accuracyOf(await probabilities.data<'float32'>(), task.heldBack);
  return { accuracy, losses, executor: 'tfjs', seconds };
}
