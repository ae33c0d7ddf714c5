import { initialWeight } from '../model/initial-weights';
import { buildNetwork, type Network, sizeOf } from '../model/network';
import { presetOf } from '../model/presets';
import { headOf } from '../compute/frozen-trunk';
import type { DatasetManifest, ImageSpec } from '../shared/dataset';
import { sha256Hex } from '../shared/digest';
import { AppError } from '../shared/errors';
import { labelMapping } from '../shared/labels';
import type { Ancestor, ModelCard } from '../shared/model-card';
import type { Database } from '../storage/database';
import { cardOf, getModel, readModelWeights, type WeightSpec, type Which } from '../storage/model-store';

/** A stored model to start from instead of fresh weights. */
export interface StartFrom {
  readonly modelId: string;
  readonly weights: Which;
  /** Only the last layer is to learn. */
  readonly freezesTrunk: boolean;
}

/** A model that was opened to start from. */
interface Parent {
  readonly card: ModelCard;
  readonly bytes: ArrayBuffer;
  /** It and those that it was started from, for the card of what comes of it. */
  readonly ancestors: readonly Ancestor[];
}

/** @throws AppError train/other-pictures, storage/missing, storage/damaged */
export async function openParent(
  database: Database,
  { modelId, weights, freezesTrunk }: StartFrom,
  manifest: DatasetManifest,
): Promise<Parent> {
  const model = await getModel(database, modelId);
  const card = cardOf(model, weights);
  const [found, expected] = [sizeText(manifest.image), sizeText(card.input.image)];
  if (found !== expected) throw new AppError('train/other-pictures', { found, expected });
  // What was uploaded lies under 'last', whatever its card says of it.
  const bytes = await readModelWeights(database, modelId, model.cards.best ? weights : 'last');
  const { datasetId, datasetName, datasetKind, sampleDigest } = card.trained;
  const parent: Ancestor = {
    id: modelId,
    name: card.name,
    weights: card.weights,
    digest: await sha256Hex(bytes),
    trained: { datasetId, datasetName, datasetKind, sampleDigest },
    hasNewHead: labelMapping(manifest.labels, card.labels) === undefined,
    isTrunkFrozen: freezesTrunk,
  };
  return { card, bytes, ancestors: [parent, ...(card.ancestors ?? [])] };
}

function sizeText({ width, height, channels }: ImageSpec): string {
  return `${width} × ${height} × ${channels}`;
}

/**
 * What a network starts with: the parent's weights; where it has other labels, a fresh head on the parent's trunk. Labels
 * in another order take what is theirs along.
 *
 * @param network of the parent's preset and pictures
 * @returns all weights, one tensor after another in the order of the network's weightSpecs
 */
export function inheritedWeights(network: Network, parent: Parent, seed: number): ArrayBuffer {
  const inherited = tensorsOf(parent);
  const mapping = labelMapping(network.plan.labels, parent.card.labels);
  const { initialiser } = presetOf(network.plan.preset);
  const head = `${headOf(network.logits).name}/`;
  const units = network.logits.outputs[0]?.shape.at(-1);
  const values = network.weightSpecs.map((spec, place) => {
    const own = inherited.get(spec.name);
    if (!spec.name.startsWith(head)) return own;
    return mapping && own ? reordered(own, mapping, units) : initialWeight(spec, initialiser, seed, place);
  });
  const all = new Float32Array(network.weightSpecs.reduce((sum, spec) => sum + sizeOf(spec), 0));
  let offset = 0;
  for (const [place, tensor] of values.entries()) {
    if (!tensor) throw new Error(`The parent has no ${network.weightSpecs[place]?.name}.`);
    all.set(tensor, offset);
    offset += tensor.length;
  }
  return all.buffer;
}

/** The parent's weights by name. */
function tensorsOf({ card, bytes }: Parent): ReadonlyMap<string, Float32Array> {
  const { weightSpecs: specs, dispose } = buildNetwork({
    preset: card.preset,
    labels: card.labels,
    image: card.input.image,
  });
  dispose();
  const all = new Float32Array(bytes);
  let offset = 0;
  const take = (spec: WeightSpec) => all.subarray(offset, (offset += sizeOf(spec)));
  return new Map(specs.map((spec) => [spec.name, take(spec)]));
}

/**
 * One number per label, row after row, in the order of other labels. One unit for two labels stands for the second: for
 * the other one it is the negative.
 */
function reordered(
  values: Float32Array,
  mapping: readonly number[],
  units: number | null | undefined,
): Float32Array {
  if (units === 1) return mapping[0] === 0 ? values : values.map((value) => -value);
  const labels = mapping.length;
  return values.map((_, at) => values[at - (at % labels) + (mapping[at % labels] ?? 0)] ?? 0);
}
