// The same network in stock tfjs 4.22.0, trained with its own trainOnBatch: no kernel and no layer of ours.
import '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { oneHot, ready, setBackend, tensor1d, tensor4d, train } from '@tensorflow/tfjs-core';
import { layers, type LayersModel, sequential } from '@tensorflow/tfjs-layers';

const LABELS = 7;

function convolution(filters: number, kernelSize: number, inputShape?: number[]) {
  return [
    layers.conv2d({ filters, kernelSize, padding: 'same', ...(inputShape && { inputShape }) }),
    layers.batchNormalization(),
    layers.activation({ activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.dropout({ rate: 0.25 }),
  ];
}

function dense(units: number) {
  return [
    layers.dense({ units }),
    layers.batchNormalization(),
    layers.activation({ activation: 'relu' }),
    layers.dropout({ rate: 0.25 }),
  ];
}

async function build(): Promise<LayersModel> {
  await setBackend('webgpu');
  await ready();
  const model = sequential({
    layers: [
      ...convolution(64, 3, [48, 48, 1]),
      ...convolution(128, 5),
      ...convolution(512, 3),
      ...convolution(512, 3),
      layers.flatten(),
      ...dense(256),
      ...dense(512),
      layers.dense({ units: LABELS, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: train.adam(1e-4), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

let model: LayersModel | undefined;

async function time(batch: number) {
  model ??= await build();
  const pixels = Float32Array.from({ length: batch * 48 * 48 }, (_, index) => (index * 97) % 256);
  const x = tensor4d(pixels, [batch, 48, 48, 1]);
  const y = oneHot(
    tensor1d(
      Array.from({ length: batch }, (_, index) => index % LABELS),
      'int32',
    ),
    LABELS,
  );
  const start = performance.now();
  await model.trainOnBatch(x, y); // it reads the loss back
  return { ms: performance.now() - start };
}

self.addEventListener('message', ({ data }: MessageEvent<{ readonly batch: number }>) => {
  time(data.batch).then(
    (result) => self.postMessage(result, {}),
    (error: unknown) => self.postMessage({ failure: String(error) }, {}),
  );
});
