import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/compute/backend';
import { planSlots } from '../../../src/compute/plan/buffers';
import { networkGraph } from '../../../src/compute/plan/network-graph';
import { stepGraph } from '../../../src/compute/plan/step-graph';
import { buildNetwork } from '../../../src/model/network';
import { presetOf } from '../../../src/model/presets';
import { EXPRESSIONS } from '../../../src/shared/labels';
import type { PresetName } from '../../../src/shared/model-card';

const SMILES = ['smile', 'unsmile'];
const FER2013 = {
  labels: EXPRESSIONS,
  image: { width: 48, height: 48, channels: 1 },
  images: 28_709,
} as const;
const GENKI = { labels: SMILES, image: { width: 150, height: 150, channels: 3 }, images: 4000 } as const;
const GREY = { labels: SMILES, image: { width: 96, height: 96, channels: 1 }, images: 4000 } as const;

type Dataset = typeof FER2013 | typeof GENKI | typeof GREY;

/** The plan of a preset, laid out without a GPU. */
async function layOut(preset: PresetName, { labels, image, images }: Dataset, { clips = true } = {}) {
  await startBackend({ backend: 'wasm' });
  const network = buildNetwork({ preset, labels, image });
  const graph = networkGraph(network.logits);
  if ('unknown' in graph) throw new Error(`The plan does not know ${graph.unknown}.`);
  const { recipe } = presetOf(preset);
  const step = stepGraph(graph, {
    batch: recipe.batchSize,
    optimizer: recipe.optimizer,
    clipNorm: clips ? recipe.clipNorm : 0,
    mixes: recipe.mixup !== undefined,
    averages: (recipe.averaging ?? 0) > 0,
    traits: { isSoftware: false, hasQuads: false, invocations: 256 },
    tuning: {},
    pictures: { bytes: images * image.width * image.height * image.channels, scaling: { kind: 'unit' } },
  });
  if (!step) throw new Error('Too many dropout layers.');
  network.dispose();
  const bytes = planSlots(step.kernels).reduce((sum, { elements }) => sum + 4 * elements, 0);
  return { bytes, dispatches: step.kernels.length };
}

describe('the plan of a preset', () => {
  it.each([
    ['fast', FER2013],
    ['balanced', FER2013],
    ['best', FER2013],
    ['seed-cnn', FER2013],
    ['smile-small', GREY],
    ['seed-smile', GENKI],
  ] as const)('%s takes the GPU memory that its preset announces', async (preset, dataset) => {
    const { bytes } = await layOut(preset, dataset);
    const announced = presetOf(preset).gpuBytes;
    if (announced === 0) expect(bytes).toBeLessThan(0.2e9);
    else expect(Math.abs(bytes - announced) / announced).toBeLessThan(0.1);
  });

  it('seed-cnn has fewer than 90 dispatches a step; a deep residual one under thirteen per convolution, with averages', async () => {
    expect((await layOut('seed-cnn', FER2013)).dispatches).toBeLessThan(90);
    // Best: 2 convolutions, 6 residual blocks of 2, 2 shortcuts.
    const convolutions = 2 + 12 + 2;
    const plain = await layOut('best', FER2013, { clips: false });
    expect(plain.dispatches).toBeLessThan(13 * convolutions);
    // Clipped, every gradient waits for the others: kernels of its own move what learns.
    const clipped = await layOut('best', FER2013);
    expect(clipped.dispatches - plain.dispatches).toBeLessThan(4 * convolutions);
  });
});
