import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend_util,
  getKernel,
  Mean,
  mul,
  reshape,
  Sum,
  tile,
  util,
  type NamedAttrMap,
  type SumAttrs,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { replaceGradient, replaceKernelFunction } from '../../kernel-registry';
import { reductionOf } from '../../shapes';
import { sumOnHeap } from './reduction.wasm';

/** Sums and means over neighbouring axes on wasm; the gradients of both on every backend. */
export function registerReduction(): void {
  replaceReduction(Sum, () => 1);
  replaceReduction(Mean, (reduced) => 1 / reduced);
  replaceReductionGradient(Sum, () => 1);
  replaceReductionGradient(Mean, (reduced) => 1 / reduced);
}

type ScaleOf = (reducedElements: number) => number;

function replaceReduction(kernelName: typeof Sum | typeof Mean, scaleOf: ScaleOf): void {
  const stock = getKernel(kernelName, 'wasm').kernelFunc;
  replaceKernelFunction(kernelName, 'wasm', (call) => {
    const { x } = call.inputs as { x: TensorInfo };
    const { axis, keepDims } = call.attrs as unknown as SumAttrs;
    const axes = util.parseAxisParam(axis, x.shape);
    const reduction = reductionOf(x.shape, axes);
    if (x.dtype !== 'float32' || !reduction) return stock(call);
    const output = sumOnHeap(call.backend as BackendWasm, x, reduction, scaleOf(reduction.reduced));
    const [kept] = backend_util.computeOutAndReduceShapes(x.shape, axes);
    return { ...output, shape: keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept };
  });
}

/** Spreads dy where stock tfjs multiplies it by a tensor of ones that it fills and uploads, 321 MB in one training step. */
function replaceReductionGradient(kernelName: typeof Sum | typeof Mean, scaleOf: ScaleOf): void {
  replaceGradient({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes: NamedAttrMap) => {
      const shape = (saved[0] as Tensor).shape; // saved by the line above
      const axes = util.parseAxisParam((attributes as unknown as SumAttrs).axis, shape);
      return { x: () => spread(dy as Tensor, shape, axes, scaleOf) };
    },
  });
}

function spread(dy: Tensor, shape: readonly number[], axes: readonly number[], scaleOf: ScaleOf): Tensor {
  const repeats = shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  const scale = scaleOf(repeats.reduce((product, size) => product * size, 1));
  const small = reshape(
    dy,
    shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  );
  return tile(scale === 1 ? small : mul(small, scale), repeats);
}
