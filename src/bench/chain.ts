import { input, type layers, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { LayerSpec } from '../model/layer-spec';
import { FER2013_IMAGE } from '../shared/dataset';

/** Who makes the layers: tfjs itself, or our versions of some of them. */
type LayerMakers = {
  readonly [
    Name in
      | 'activation'
      | 'batchNormalization'
      | 'conv2d'
      | 'dense'
      | 'dropout'
      | 'flatten'
      | 'globalAveragePooling2d'
      | 'maxPooling2d'
      | 'softmax'
  ]: (...given: Parameters<(typeof layers)[Name]>) => Pick<ReturnType<typeof layers.flatten>, 'apply'>;
};

/** The network up to its logits; `last` adds the softmax. */
export function buildChain(
  specs: readonly LayerSpec[],
  makers: LayerMakers,
  last: 'logits' | 'softmax',
): LayersModel {
  const { height, width, channels } = FER2013_IMAGE;
  const pixels = input({ shape: [height, width, channels] });
  const logits = specs.reduce<SymbolicTensor>(
    (below, spec) => makeLayer(spec, makers).apply(below) as SymbolicTensor, // one in, one out
    pixels,
  );
  const outputs = last === 'softmax' ? (makers.softmax().apply(logits) as SymbolicTensor) : logits;
  return model({ inputs: pixels, outputs });
}

function makeLayer(spec: LayerSpec, makers: LayerMakers) {
  switch (spec.kind) {
    case 'conv':
      return makers.conv2d({
        filters: spec.filters,
        kernelSize: spec.size,
        strides: spec.stride,
        useBias: spec.bias,
        padding: 'same',
      });
    case 'batch-norm':
      return makers.batchNormalization({ momentum: spec.momentum, epsilon: spec.epsilon });
    case 'relu':
      return makers.activation({ activation: 'relu' });
    case 'max-pool':
      return makers.maxPooling2d({ poolSize: 2, strides: 2 });
    case 'dropout':
      return makers.dropout({ rate: spec.rate });
    case 'flatten':
      return makers.flatten();
    case 'global-average-pool':
      return makers.globalAveragePooling2d({});
    case 'dense':
      return makers.dense({ units: spec.units });
    default:
      throw new Error(`No contender is told how to make ${(spec as LayerSpec).kind}.`);
  }
}
