import { version_core } from '@tensorflow/tfjs-core';
import { sampleDigest } from '../../src/data/samples';
import { buildNetwork, initialiseWeights, readWeights } from '../../src/model/network';
import { presetOf } from '../../src/model/presets';
import { probeProbabilities } from '../../src/model/probes';
import { FER2013_IMAGE, type ImageSpec } from '../../src/shared/dataset';
import { EXPRESSIONS } from '../../src/shared/labels';
import type { ModelCard } from '../../src/shared/model-card';
import type { Database } from '../../src/storage/database';
import { saveModel } from '../../src/storage/model-store';

/** Stores a Fast network with seeded, untrained weights, its card true in every field that `trained` does not change. */
export async function storeUntrained(
  database: Database,
  {
    seed = 3,
    trained = {},
    recipe = {},
    labels = EXPRESSIONS,
    image = FER2013_IMAGE,
  }: {
    seed?: number;
    trained?: Partial<ModelCard['trained']>;
    recipe?: Partial<ModelCard['recipe']>;
    labels?: readonly string[];
    image?: ImageSpec;
  } = {},
): Promise<ModelCard> {
  const network = buildNetwork({ preset: 'fast', labels, image });
  try {
    initialiseWeights(network, seed);
    const card: ModelCard = {
      formatVersion: 1,
      id: `test-${crypto.randomUUID()}`,
      name: 'untrained',
      preset: 'fast',
      labels,
      input: network.input,
      parameters: network.model.countParams(),
      recipe: { ...presetOf('fast').recipe, ...recipe },
      trained: {
        epochs: 1,
        datasetId: 'none',
        datasetName: 'none',
        datasetKind: 'sample',
        isDrawn: true,
        images: 0,
        sampleDigest: await sampleDigest(new Uint32Array()),
        backend: 'wasm',
        ...trained,
      },
      weights: 'last',
      accuracy: null,
      probes: { seed, probabilities: await probeProbabilities(network, seed) },
      createdAtMs: 0,
      software: { mien: '0.0.0', tfjs: version_core },
    };
    const bytes = await readWeights(network);
    await saveModel(
      database,
      { id: card.id, cards: { last: card }, history: [], source: 'trained' },
      { last: bytes },
    );
    return card;
  } finally {
    network.dispose();
  }
}
