import { version_core } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import type { WeightSpec } from '../../storage/model-store';
import type { Network } from '../network';

/** A network as the `model.json` of tfjs layers models, its weights one file beside it. Opens in Netron and tfjs. */
export function modelJson(network: Network): string {
  return JSON.stringify({
    format: 'layers-model',
    generatedBy: `Mien, TensorFlow.js tfjs-layers v${version_core}`,
    convertedBy: null,
    modelTopology: network.model.toJSON(null, false),
    weightsManifest: [{ paths: ['weights.bin'], weights: network.weightSpecs }],
  });
}

const manifestSchema = v.object({
  format: v.literal('layers-model'),
  weightsManifest: v.pipe(
    v.array(
      v.object({
        weights: v.array(
          v.object({ name: v.string(), shape: v.array(v.number()), dtype: v.literal('float32') }),
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
export function readManifest(json: string): readonly WeightSpec[] {
  return v.parse(manifestSchema, JSON.parse(json)).weightsManifest[0]?.weights ?? [];
}
