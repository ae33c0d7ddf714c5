import { version_core } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import type { WeightSpec } from '../../storage/model-store';
import type { Network } from '../network';

/** A network as the `model.json` of tfjs layers models, its weights one file beside it. Opens in Netron and tfjs. */
export function modelJson(network: Network, precision: Precision = 'float32'): string {
  return JSON.stringify({
    format: 'layers-model',
    generatedBy: `Mien, TensorFlow.js tfjs-layers v${version_core}`,
    convertedBy: null,
    modelTopology: network.model.toJSON(null, false),
    weightsManifest: [{ paths: ['weights.bin'], weights: entriesOf(network, precision) }],
  });
}

/** How the weights of a file are written. tfjs widens half precision by itself when it loads. */
export type Precision = 'float32' | 'float16';

function entriesOf({ weightSpecs }: Network, precision: Precision): object[] {
  const quantization = { dtype: 'float16', original_dtype: 'float32' };
  return weightSpecs.map((spec) => (precision === 'float16' ? withHalves(spec, quantization) : spec));
}

function withHalves(spec: WeightSpec, quantization: object): object {
  return { ...spec, quantization };
}

const manifestSchema = v.object({
  format: v.literal('layers-model'),
  weightsManifest: v.pipe(
    v.array(
      v.object({
        weights: v.array(
          v.object({
            name: v.string(),
            shape: v.array(v.number()),
            dtype: v.literal('float32'),
            quantization: v.optional(v.object({ dtype: v.literal('float16') })),
          }),
        ),
      }),
    ),
    v.length(1),
  ),
});

/**
 * The weights a `model.json` says it has. Its topology is not read: the card names the preset, and the network is
 * built from that, so no foreign layer is ever instantiated.
 *
 * @throws ValiError or SyntaxError when this is no such file
 */
export function readManifest(json: string): {
  readonly specs: readonly WeightSpec[];
  readonly precision: Precision;
} {
  const weights = v.parse(manifestSchema, JSON.parse(json)).weightsManifest[0]?.weights ?? [];
  const isHalf = weights.some(({ quantization }) => quantization !== undefined);
  const specs = weights.map(({ name, shape, dtype }) => ({ name, shape, dtype }));
  return { specs, precision: isHalf ? 'float16' : 'float32' };
}
