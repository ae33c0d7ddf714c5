import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import {
  backend,
  dispose,
  env,
  oneHot,
  setBackend,
  tensor,
  tensor1d,
  tensor4d,
  type Tensor,
  train as optimizers,
} from '@tensorflow/tfjs-core';
import { layers, type LayersModel } from '@tensorflow/tfjs-layers';
import { buildChain } from '../src/bench/chain';
import { dropout, setTrainingClock } from '../src/compute/layers';
import { registerConv2dBackpropFilter } from '../src/compute/kernels/conv2d-backprop-filter/conv2d-backprop-filter';
import { registerDropout } from '../src/compute/kernels/dropout/dropout';
import { startSimdKernels } from '../src/compute/simd/simd-kernels';
import { modelInput } from '../src/data/model-input';
import { type Samples, takeSamples } from '../src/data/samples';
import { initialWeight } from '../src/model/initial-weights';
import { inputContract, presetOf } from '../src/model/presets';
import type { Scores } from '../src/shared/history';
import { mostProbable } from '../src/shared/labels';
import { registerInputGradientAsForward } from './conv-as-forward';
import { batchesOf, type EpochScores, inWords, recipeOf, type SeedJob } from './seed-a-job';

/**
 * tfjs 4.22.0: its layers, its autodiff, its Adam, its trainOnBatch, its wasm kernels. Two things of ours, without which there
 * is nothing to compare: the gradient of a convolution's filters, which tfjs-backend-wasm lacks, and the dropout masks,
 * which tfjs draws from Math.random. The gradient towards a convolution's input is its own forward kernel's.
 */
export async function trainStock(job: SeedJob, report: (line: string) => void): Promise<EpochScores[]> {
  await startStockWasm();
  const model = stockNetwork(job);
  const { optimizer, seed } = recipeOf(job);
  model.compile({
    optimizer: optimizers.adam(optimizer.learningRate),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const all: EpochScores[] = [];
  let done = 0;
  for (let epoch = 1; epoch <= job.epochs; epoch += 1) {
    const startMs = performance.now();
    const batches = batchesOf(job, epoch);
    const sums = { loss: 0, accuracy: 0 };
    for (const positions of batches) {
      setTrainingClock({ seed, step: done });
      const [loss = Number.NaN, accuracy = Number.NaN] = await stepOn(
        model,
        takeSamples(job.train, positions),
        job,
      );
      sums.loss += loss;
      sums.accuracy += accuracy;
      done += 1;
      report(`step ${done}: loss ${loss.toFixed(4)}`);
    }
    const train = { loss: sums.loss / batches.length, accuracy: sums.accuracy / batches.length };
    const seconds = (performance.now() - startMs) / 1000;
    all.push({ epoch, train, validation: await judge(model, job), seconds });
    report(inWords(all.at(-1) as EpochScores)); // pushed just before
  }
  return all;
}

async function startStockWasm(): Promise<void> {
  registerConv2dBackpropFilter();
  registerDropout();
  registerInputGradientAsForward();
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': simdWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': simdWasm,
  });
  await setBackend('wasm');
  await startSimdKernels(backend() as BackendWasm); // set on the line above
}

function stockNetwork({ labels, seed }: SeedJob): LayersModel {
  const { layers: specs, initialiser } = presetOf('seed-cnn');
  let dropouts = 0;
  const named = (given: { rate: number }) => dropout({ ...given, name: `dropout_${(dropouts += 1)}` });
  const model = buildChain(specs(labels.length).flat(), { ...layers, dropout: named }, 'softmax');
  const weights = model.weights.map(({ originalName, shape }, position) => {
    const spec = { name: originalName, shape: shape as number[], dtype: 'float32' as const }; // all are known
    return tensor(initialWeight(spec, initialiser, seed, position), spec.shape);
  });
  model.setWeights(weights);
  dispose(weights);
  return model;
}

async function stepOn(model: LayersModel, samples: Samples, job: SeedJob): Promise<number[]> {
  const x = inputOf(samples);
  const labels = tensor1d(samples.labels, 'int32');
  const y = oneHot(labels, job.labels.length);
  const told = [await model.trainOnBatch(x, y)].flat();
  dispose([x, y, labels]);
  return told.map(Number);
}

function inputOf({ pixels, labels, image }: Samples): Tensor {
  const values = modelInput(pixels, labels.length, inputContract('seed-cnn', image));
  return tensor4d(values, [labels.length, image.height, image.width, image.channels]);
}

/** As ours does: single view, probabilities clipped at 1e-7. */
async function judge(model: LayersModel, { validation, labels }: SeedJob): Promise<Scores> {
  const PART = 128;
  let loss = 0;
  let hits = 0;
  for (let start = 0; start < validation.labels.length; start += PART) {
    const count = Math.min(PART, validation.labels.length - start);
    const part = takeSamples(
      validation,
      Uint32Array.from({ length: count }, (_, place) => start + place),
    );
    const x = inputOf(part);
    const answered = model.predictOnBatch(x) as Tensor; // one output
    const all = (await answered.data()) as Float32Array;
    dispose([x, answered]);
    for (const [place, label] of part.labels.entries()) {
      const row = all.subarray(place * labels.length, (place + 1) * labels.length);
      loss -= Math.log(Math.max(row[label] ?? 0, 1e-7));
      if (mostProbable(row) === label) hits += 1;
    }
  }
  return { loss: loss / validation.labels.length, accuracy: hits / validation.labels.length };
}
