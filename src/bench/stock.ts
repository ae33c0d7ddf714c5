// tfjs 4.22.0 as it comes, trained with its own trainOnBatch: no kernel and no layer of ours is loaded in this thread.
import '@tensorflow/tfjs-backend-webgpu';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import {
  backend,
  dispose,
  matMul,
  oneHot,
  randomUniform,
  type Rank,
  ready,
  setBackend,
  tensor1d,
  tensor4d,
  train,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { layers, type LayersModel } from '@tensorflow/tfjs-layers';
import { FER2013_IMAGE } from '../shared/dataset';
import { randomBits } from '../shared/random';
import { buildChain } from './chain';
import { countSteps } from './count-steps';
import type {
  BenchNetwork,
  CountAnswer,
  CountQuestion,
  MatmulAnswer,
  MatmulQuestion,
  StepsAnswer,
  StepsQuestion,
} from './questions';
import { recordingGpu, replaceGpu } from './recording-gpu';
import { LABEL_COUNT, layersOf } from './work';

interface Prepared {
  readonly network: BenchNetwork;
  readonly batch: number;
  readonly model: LayersModel;
  readonly x: Tensor;
  readonly y: Tensor;
  isFirst: boolean;
}

let prepared: Prepared | undefined;

/** Plain Adam for every network: tfjs has no AdamW. */
export async function timeStockSteps({ network, batch, steps }: StepsQuestion): Promise<StepsAnswer> {
  const job = await prepare(network, batch);
  const { isFirst } = job;
  const start = performance.now();
  let loss = Number.NaN;
  for (let step = 0; step < steps; step += 1) loss = await trainOnce(job); // it reads the loss back every time
  job.isFirst = false;
  return { ms: performance.now() - start, loss, executor: 'tfjs', isFirst };
}

async function trainOnce({ model, x, y }: Prepared): Promise<number> {
  const [loss = Number.NaN] = [await model.trainOnBatch(x, y)].flat();
  return Number(loss);
}

async function prepare(network: BenchNetwork, batch: number): Promise<Prepared> {
  if (prepared?.network === network && prepared.batch === batch) return prepared;
  await setBackend('webgpu');
  await ready();
  if (prepared) {
    dispose([prepared.x, prepared.y]);
    prepared.model.dispose();
  }
  const model = buildChain(layersOf(network), layers, 'softmax');
  model.compile({ optimizer: train.adam(1e-4), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  prepared = { network, batch, model, ...randomBatch(batch), isFirst: true };
  return prepared;
}

function randomBatch(batch: number): { x: Tensor; y: Tensor } {
  const { height, width, channels } = FER2013_IMAGE;
  const pixels = Float32Array.from(
    { length: batch * height * width * channels },
    (_, index) => randomBits(1, index) & 255,
  );
  const labels = tensor1d(
    Array.from({ length: batch }, (_, index) => index % LABEL_COUNT),
    'int32',
  );
  return { x: tensor4d(pixels, [batch, height, width, channels]), y: oneHot(labels, LABEL_COUNT) };
}

/** In a thread of its own: the GPU it starts is none. */
export async function countStockCalls(question: CountQuestion): Promise<CountAnswer> {
  const recording = recordingGpu();
  replaceGpu(recording.gpu);
  const job = await prepare('seed-cnn', question.batch);
  return countSteps(question.steps, recording, {
    executor: 'tfjs',
    pictureBytes: 0,
    run: async () => void (await trainOnce(job)),
  });
}

/** Square products, queued; the clock stops when the GPU is done. The best of four. */
export async function timeStockMatmuls({ size }: MatmulQuestion): Promise<MatmulAnswer[]> {
  await setBackend('webgpu');
  await ready();
  const a = randomUniform<Rank.R2>([size, size]);
  const b = randomUniform<Rank.R2>([size, size]);
  const repeats = size >= 2048 ? 8 : 2;
  const gpu = backend() as WebGPUBackend; // just set by name
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) {
    await gpu.device.queue.onSubmittedWorkDone();
    const start = performance.now();
    const products = Array.from({ length: repeats }, () => matMul(a, b));
    gpu.ensureCommandEncoderReady();
    gpu.endComputePassEncoder();
    gpu.submitQueue();
    await gpu.device.queue.onSubmittedWorkDone();
    if (round > 0) best = Math.min(best, (performance.now() - start) / repeats);
    dispose(products);
  }
  dispose([a, b]);
  return [{ name: 'stock tfjs matMul', size, gflops: (2 * size ** 3) / best / 1e6 }];
}
