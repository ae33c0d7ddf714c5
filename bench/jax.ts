// The narrow network in @jax-js/jax, forward, backward and Adam in one jit, written by hand. No moving averages: a little
// less work than the others do.
import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
import { layersOf } from '../src/bench/work';
import type { ContenderApi } from '../src/rpc/contracts';
import type { MatmulAnswer, MatmulQuestion, StepsAnswer, StepsQuestion } from '../src/bench/questions';
import { job, type Port, serve } from '../src/rpc/serve';
import { randomBits, randomNormal } from '../src/shared/random';

type Params = np.Array[];

const SIDE = 48;
const LABELS = 7;
const EPSILON = 1e-3;

function normal(shape: number[], deviation: number, seed: number): np.Array {
  const size = shape.reduce((product, side) => product * side, 1);
  return np
    .array(Float32Array.from({ length: size }, (_, index) => deviation * randomNormal(seed, index)))
    .reshape(shape);
}

const constant = (length: number, value: number) => np.array(new Float32Array(length).fill(value));

/** Kernel, bias, scale and shift of every block, kernel and bias of the last layer. NCHW. */
function firstParams(): Params {
  const params: Params = [];
  let shape = [1, SIDE, SIDE];
  for (const [place, layer] of layersOf('narrow').entries()) {
    const [channels = 0, height = 0, width = 0] = shape;
    if (layer.kind === 'conv') {
      const fan = channels * layer.size ** 2;
      params.push(normal([layer.filters, channels, layer.size, layer.size], Math.sqrt(2 / fan), place));
      params.push(constant(layer.filters, 0));
      shape = [layer.filters, height, width];
    } else if (layer.kind === 'dense') {
      params.push(normal([channels, layer.units], Math.sqrt(2 / channels), place), constant(layer.units, 0));
      shape = [layer.units];
    } else if (layer.kind === 'batch-norm') params.push(constant(channels, 1), constant(channels, 0));
    else if (layer.kind === 'max-pool') shape = [channels, Math.floor(height / 2), Math.floor(width / 2)];
    else if (layer.kind === 'flatten') shape = [channels * height * width];
  }
  return params;
}

/** Batch statistics over all axes but the channels'. */
function normalise(x: np.Array, scale: np.Array, shift: np.Array): np.Array {
  const isImage = x.shape.length === 4;
  const axes = isImage ? [0, 2, 3] : [0];
  const wide = (v: np.Array) => (isImage ? v.reshape([1, -1, 1, 1]) : v);
  const centred = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
  return centred
    .div(np.sqrt(variance.add(EPSILON)))
    .mul(wide(scale))
    .add(wide(shift));
}

function logitsOf(params: Params, pixels: np.Array): np.Array {
  let x = pixels;
  const left = [...params];
  const next = () => left.shift() as np.Array; // as many as firstParams made
  for (const layer of layersOf('narrow')) {
    if (layer.kind === 'conv') x = lax.conv(x, next(), [1, 1], 'SAME').add(next().reshape([1, -1, 1, 1]));
    else if (layer.kind === 'dense') x = np.matmul(x, next()).add(next());
    else if (layer.kind === 'batch-norm') x = normalise(x, next(), next());
    else if (layer.kind === 'relu') x = nn.relu(x);
    else if (layer.kind === 'max-pool') {
      const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
      x = np.max(x.reshape([batch, channels, height / 2, 2, width / 2, 2]), [3, 5]);
    } else if (layer.kind === 'flatten') x = x.reshape([x.shape[0] ?? 0, -1]);
  }
  return x;
}

function lossOf(params: Params, pixels: np.Array, expected: np.Array): np.Array {
  return np.mean(np.sum(nn.logSoftmax(logitsOf(params, pixels)).mul(expected), 1)).mul(-1);
}

const [BETA1, BETA2, RATE] = [0.9, 0.999, 1e-4];

/** corrections: 1 / (1 - beta^t) of both moments. */
const trainOnce = jit(
  (
    params: Params,
    first: Params,
    second: Params,
    corrections: np.Array,
    pixels: np.Array,
    expected: np.Array,
  ) => {
    const [loss, gradients] = valueAndGrad(lossOf)(
      params.map((one) => one.ref),
      pixels,
      expected,
    );
    const [c1, c2] = [corrections.ref.slice(0), corrections.slice(1)];
    const movedFirst = first.map((m, at) => m.mul(BETA1).add((gradients[at] as np.Array).ref.mul(1 - BETA1)));
    const movedSecond = second.map((v, at) =>
      v.mul(BETA2).add(np.square(gradients[at] as np.Array).mul(1 - BETA2)),
    );
    const moved = params.map((p, at) => {
      const m = (movedFirst[at] as np.Array).ref.mul(c1.ref);
      const v = (movedSecond[at] as np.Array).ref.mul(c2.ref);
      return p.sub(m.div(np.sqrt(v).add(1e-7)).mul(RATE));
    });
    c1.dispose();
    c2.dispose();
    return { loss, params: moved, first: movedFirst, second: movedSecond };
  },
);

interface State {
  readonly batch: number;
  params: Params;
  first: Params;
  second: Params;
  steps: number;
}

interface Moved extends Omit<State, 'batch' | 'steps'> {
  readonly loss: np.Array;
}

let state: State | undefined;

async function timeSteps({ network, batch, steps }: StepsQuestion): Promise<StepsAnswer> {
  if (network !== 'narrow') throw new Error('Only the narrow network is written in jax-js.');
  await start();
  const isFirst = state?.batch !== batch;
  state = isFirst || !state ? freshState(batch) : state;
  const pixels = np
    .array(Float32Array.from({ length: batch * SIDE * SIDE }, (_, index) => randomBits(1, index) & 255))
    .reshape([batch, 1, SIDE, SIDE]);
  const hot = new Float32Array(batch * LABELS);
  for (let at = 0; at < batch; at += 1) hot[at * LABELS + (at % LABELS)] = 1;
  const expected = np.array(hot).reshape([batch, LABELS]);
  await blockUntilReady([pixels.ref, expected.ref]);
  const begun = performance.now();
  let loss = Number.NaN;
  for (let step = 0; step < steps; step += 1) {
    state.steps += 1;
    const corrections = np.array(
      new Float32Array([1 / (1 - BETA1 ** state.steps), 1 / (1 - BETA2 ** state.steps)]),
    );
    const moved: Moved = trainOnce(
      state.params,
      state.first,
      state.second,
      corrections,
      pixels.ref,
      expected.ref,
    );
    state = { ...state, params: moved.params, first: moved.first, second: moved.second };
    if (step === steps - 1) [loss = Number.NaN] = await moved.loss.data();
    else moved.loss.dispose();
  }
  await blockUntilReady(state.params.map((one) => one.ref));
  const ms = performance.now() - begun;
  tree.dispose([pixels, expected]);
  return { ms, loss, executor: 'jax-js jit', isFirst };
}

function freshState(batch: number): State {
  const params = firstParams();
  const zeros = () => params.map((one) => np.zeros(one.shape));
  return { batch, params, first: zeros(), second: zeros(), steps: 0 };
}

async function start(): Promise<void> {
  const devices = await init();
  if (!devices.includes('webgpu')) throw new Error('jax-js finds no WebGPU here.');
  defaultDevice('webgpu');
}

async function timeMatmuls({ size }: MatmulQuestion): Promise<MatmulAnswer[]> {
  await start();
  const [a, b] = [normal([size, size], 1, 1), normal([size, size], 1, 2)];
  await blockUntilReady([a.ref, b.ref]);
  const repeats = size >= 2048 ? 8 : 2;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) {
    const begun = performance.now();
    const products = Array.from({ length: repeats }, () => np.matmul(a.ref, b.ref));
    await blockUntilReady(products.map((one) => one.ref));
    if (round > 0) best = Math.min(best, (performance.now() - begun) / repeats);
    tree.dispose(products);
  }
  tree.dispose([a, b]);
  return [{ name: 'jax-js matmul', size, gflops: (2 * size ** 3) / best / 1e6 }];
}

async function countCalls(): Promise<never> {
  throw new Error('jax-js is not counted.');
}

export function serveJax(port: Port): void {
  serve<ContenderApi>(port, {
    timeSteps: job(timeSteps),
    timeMatmuls: job(timeMatmuls),
    countCalls: job(countCalls),
  });
}
