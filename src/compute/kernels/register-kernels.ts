import '@tensorflow/tfjs-backend-wasm';
// tfjs-layers brings these along, too; here, so that they are there before ours replace some of them.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { registerBatchNormTrain } from './batch-norm-train/batch-norm-train';
import { registerBiasedConv2d } from './biased-conv2d/biased-conv2d';
import { registerConv2d } from './conv2d/conv2d';
import { registerConv2dBackpropFilter } from './conv2d-backprop-filter/conv2d-backprop-filter';
import { registerConv2dBackpropInput } from './conv2d-backprop-input/conv2d-backprop-input';
import { registerDropout } from './dropout/dropout';
import { registerMatMul } from './mat-mul/mat-mul';
import { registerMaxPoolGrad } from './max-pool-grad/max-pool-grad';
import { registerOptimizerStep } from './optimizer-step/optimizer-step';
import { registerReduction } from './reduction/reduction';
import { registerReluGrad } from './relu-grad/relu-grad';
import { registerTile } from './tile/tile';

let isRegistered = false;

/** Puts our kernels and gradients into the registry of tfjs, once; before a backend starts, which runs their setup. */
export function registerKernels(): void {
  if (isRegistered) return;
  isRegistered = true;
  registerBatchNormTrain();
  registerBiasedConv2d();
  registerConv2d();
  registerConv2dBackpropFilter();
  registerConv2dBackpropInput();
  registerDropout();
  registerMatMul();
  registerMaxPoolGrad();
  registerOptimizerStep();
  registerReduction();
  registerReluGrad();
  registerTile();
}
