import { backend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { traitsOf } from '../../../src/compute/plan/adapter-traits';
import { networkGraph } from '../../../src/compute/plan/network-graph';
import type { Tuning } from '../../../src/compute/plan/products';
import { tunedProducts, type TuningStore } from '../../../src/compute/plan/tuner';
import { use } from '../support/backends';
import { buildChain, type ChainDescription, CHAINS } from './support/small-chain';

const [FAST] = CHAINS as [ChainDescription];

function emptyStore() {
  const stored = new Map<string, Tuning>();
  const store: TuningStore = {
    read: async (adapter) => stored.get(adapter),
    write: async (adapter, tuning) => void stored.set(adapter, tuning),
  };
  return { stored, store };
}

async function tune(store: TuningStore, batch: number, budgetMs: number): Promise<Tuning> {
  await use('webgpu');
  const { device } = backend() as unknown as { device: GPUDevice };
  const { network } = buildChain(FAST);
  const graph = networkGraph(network);
  network.dispose();
  if ('unknown' in graph) throw new Error(`Unknown layer ${graph.unknown}.`);
  return tunedProducts(device, graph, { batch, traits: await traitsOf(device), store, budgetMs });
}

describe('tuning', () => {
  it('chooses a way for every product, and remembers it under the name of the adapter', async () => {
    const { stored, store } = emptyStore();
    const tuning = await tune(store, 2, 500);
    const products = Object.keys(tuning).filter((key) => key.includes(' 2x'));
    expect(products.filter((key) => key.startsWith('forward'))).toHaveLength(4);
    expect(products.filter((key) => key.startsWith('input gradient'))).toHaveLength(3);
    expect(products.filter((key) => key.startsWith('filter gradient'))).toHaveLength(4);
    expect([...stored.values()]).toEqual([tuning]);
    expect([...stored.keys()][0]).toContain('swiftshader');
  });

  it('keeps to what was chosen before', async () => {
    const { stored, store } = emptyStore();
    const first = await tune(store, 3, 0);
    const [adapter = ''] = stored.keys();
    const product = Object.keys(first).find((key) => key.includes(' 3x')) ?? '';
    expect(await tune(store, 3, 500)).toEqual(first);
    expect(stored.get(adapter)?.[product]).toBe(first[product]);
  });

  it('goes on without a store that works', async () => {
    const full: TuningStore = { ...emptyStore().store, write: () => Promise.reject(new Error('full')) };
    const first = await tune(full, 4, 0);
    expect(await tune(emptyStore().store, 4, 500)).toEqual(first);
  });
});
