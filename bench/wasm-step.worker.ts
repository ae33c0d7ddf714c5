// Times training steps of a preset on one backend, in a worker as in the app, on seeded random pictures.
import {
  engine,
  logSoftmax,
  mean,
  memory,
  mul,
  neg,
  oneHot,
  sum,
  type Tensor2D,
  tensor1d,
  tensor4d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { createOptimizer } from '../src/compute/optimizer';
import { startBackend } from '../src/compute/backend';
import { setTrainingClock } from '../src/compute/layers';
import { buildNetwork, initialiseWeights } from '../src/model/network';
import { EXPRESSIONS } from '../src/shared/labels';
import { FER2013_IMAGE } from '../src/shared/dataset';
import type { BackendName, PresetName } from '../src/shared/model-card';
import { randomNormal, randomUniform } from '../src/shared/random';

export interface StepRequest {
  readonly backend: BackendName;
  readonly preset: PresetName;
  readonly batch: number;
  readonly steps: number;
}

async function measure({ backend, preset, batch, steps }: StepRequest) {
  const info = await startBackend({ backend });
  const network = buildNetwork({ preset, labels: EXPRESSIONS, image: FER2013_IMAGE });
  initialiseWeights(network, 1);
  const weights = network.logits.trainableWeights.map((weight) => weight.read() as Variable);
  const optimizer = createOptimizer(
    { kind: 'adam', learningRate: 1e-3 },
    weights.map((variable) => ({ name: variable.name, variable, decays: false })),
  );
  const pixels = tensor4d(
    Float32Array.from({ length: batch * 48 * 48 }, (_, index) => randomNormal(1, index)),
    [batch, 48, 48, 1],
  );
  const labels = tensor1d(
    Array.from({ length: batch }, (_, index) => Math.floor(randomUniform(2, index) * 7)),
    'int32',
  );
  const expected = oneHot(labels, 7) as Tensor2D;
  const times: number[] = [];
  const losses: number[] = [];
  const profiles: KernelTimes[] = [];
  for (let step = 0; step < steps; step += 1) {
    setTrainingClock({ seed: 1, step });
    const kernels: KernelTimes = new Map();
    const stop = timeKernels(kernels);
    const start = performance.now();
    const loss = tidy(() => {
      const { value, grads } = variableGrads(() => {
        const logits = network.logits.apply(pixels, { training: true }) as Tensor2D;
        return neg(mean(sum(mul(expected, logSoftmax(logits)), 1)));
      }, weights);
      const gradients = weights
        .map((weight) => grads[weight.name])
        .filter((gradient) => gradient !== undefined);
      optimizer.apply(gradients, 1e-3);
      return value;
    });
    losses.push((await loss.data())[0] ?? Number.NaN);
    times.push(performance.now() - start);
    stop();
    profiles.push(kernels);
    loss.dispose();
  }
  return { info, times, losses, table: bestOf(profiles), tensors: memory().numTensors };
}

type KernelTimes = Map<string, { calls: number; ms: number }>;

/**
 * Adds up the time of each kernel in one step; on WebGPU that is only what recording it takes. A kernel that calls
 * others counts alone. @returns what stops the clock
 */
function timeKernels(kernels: KernelTimes): () => void {
  const running = engine();
  const original = running.runKernel.bind(running);
  let depth = 0;
  running.runKernel = ((name: string, inputs: never, attributes: never) => {
    depth += 1;
    const start = performance.now();
    const output = original(name, inputs, attributes);
    const spent = performance.now() - start;
    depth -= 1;
    if (depth > 0) return output;
    const shape = (Array.isArray(output) ? output[0] : output)?.shape ?? [];
    for (const key of [name, `${name} [${shape}]`]) {
      const { calls, ms } = kernels.get(key) ?? { calls: 0, ms: 0 };
      kernels.set(key, { calls: calls + 1, ms: ms + spent });
    }
    return output;
  }) as typeof running.runKernel;
  return () => {
    running.runKernel = original as typeof running.runKernel;
  };
}

/** The best step of each kernel: other work on the machine only ever adds time. */
function bestOf(steps: readonly KernelTimes[]) {
  const names = [...(steps[0]?.keys() ?? [])];
  return names
    .map((name) => ({
      name,
      calls: steps[0]?.get(name)?.calls ?? 0,
      ms: Math.min(...steps.map((kernels) => kernels.get(name)?.ms ?? Number.POSITIVE_INFINITY)),
    }))
    .toSorted((a, b) => b.ms - a.ms);
}

self.addEventListener('message', ({ data }: MessageEvent<StepRequest>) => {
  void measure(data).then((result) => self.postMessage(result, {}));
});
