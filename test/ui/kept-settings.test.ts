import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeNetwork, describePresets, presetOf } from '../../src/model/presets';
import { countOf, type DatasetManifest } from '../../src/shared/dataset';
import type { PresetName } from '../../src/shared/model-card';
import { refreshDatasets } from '../../src/ui/actions/data-actions';
import {
  changeRecipe,
  choosePreset,
  chooseStart,
  freezeTrunk,
  resetRecipe,
} from '../../src/ui/actions/model-actions';
import { takeRecipe } from '../../src/ui/actions/recipe-actions';
import { restoreDatasets, restoreStored } from '../../src/ui/actions/start';
import { FRESH_SESSION, hasItsDataset, type Session, session } from '../../src/ui/session';
import { importer, learner } from '../../src/ui/threads';
import { dataset, drawnDataset, interruptedRun, model } from './hand-made-session';
import { HandAnsweredWorker, settled } from './hand-answered-worker';

const stored = new Map<string, string>();
vi.stubGlobal('Worker', HandAnsweredWorker);
vi.stubGlobal('location', { search: '' });
vi.stubGlobal('localStorage', {
  getItem: (name: string) => stored.get(name) ?? null,
  setItem: (name: string, value: string) => stored.set(name, value),
});
afterAll(() => {
  vi.unstubAllGlobals();
});

function workerNamed(name: string): HandAnsweredWorker {
  const worker = HandAnsweredWorker.byName.get(name);
  if (!worker) throw new Error(`${name} was not started`);
  return worker;
}
importer();
learner();
const [importing, learning] = [workerNamed('importer'), workerNamed('learner')];

/** The learner says what it is asked about the networks for a dataset. */
async function describeFor(known: DatasetManifest, preset: PresetName): Promise<void> {
  const { labels, image } = known;
  const task = {
    labels,
    image,
    trainImages: countOf(known, 'train'),
    validationImages: countOf(known, 'validation'),
  };
  await learning.answer('listPresets', describePresets(task));
  await learning.answer('describe', describeNetwork(preset, task));
}

const subscribed = vi.spyOn(session, 'subscribe');

/** The page is gone, and nobody listens any more: what is left of the visit is what the browser keeps. */
function leave(): void {
  for (const { value } of subscribed.mock.results) (value as () => void)();
  for (const worker of [importing, learning]) worker.open.length = 0;
  session.setState({ ...FRESH_SESSION, models: [model] }, true);
}

async function reload(known: DatasetManifest = drawnDataset, preset: PresetName = 'fast'): Promise<Session> {
  leave();
  stored.set('mien-dataset', known.id);
  void restoreDatasets();
  await importing.answer('listDatasets', [dataset, drawnDataset]);
  await describeFor(known, preset);
  return session.getState();
}

const choose = async (preset: PresetName) => {
  void choosePreset(preset);
  await describeFor(drawnDataset, preset);
};

beforeEach(async () => {
  leave();
  stored.clear();
  await reload();
});

const OWN = { epochs: 6, batchSize: 32 }; // of Fast, for few pictures

describe('the settings of a training', () => {
  it('are at first the preset’s own', () => {
    expect(session.getState()).toMatchObject({ preset: 'fast', recipe: OWN, start: undefined });
  });

  it('are after a reload what the visitor chose: network and knobs', async () => {
    await choose('seed-cnn');
    changeRecipe({ epochs: 9, limit: 100 });
    const { recipe } = session.getState();
    expect(await reload(drawnDataset, 'seed-cnn')).toMatchObject({ preset: 'seed-cnn', recipe });
    expect(recipe).toMatchObject({ epochs: 9, limit: 100, batchSize: presetOf('seed-cnn').recipe.batchSize });
  });

  it('are the preset’s own again once they were reset, also after the next reload', async () => {
    changeRecipe({ epochs: 9 });
    await reload();
    expect(session.getState().recipe?.epochs).toBe(9);
    resetRecipe();
    expect(session.getState().recipe).toMatchObject(OWN);
    expect((await reload()).recipe).toMatchObject(OWN);
  });

  it('begin anew with another dataset; the network stays', async () => {
    await choose('best');
    changeRecipe({ epochs: 9 });
    const { preset, recipe } = await reload(dataset, 'best');
    expect([preset, recipe?.epochs]).toEqual(['best', presetOf('best').recipe.epochs]);
  });

  it('give way to those of a link or a run, which are then the ones that are kept', async () => {
    changeRecipe({ epochs: 9 });
    await reload();
    const { recipe } = presetOf('balanced');
    void takeRecipe({ name: 'of a friend', preset: 'balanced', recipe: { ...recipe, epochs: 7 } });
    await describeFor(drawnDataset, 'balanced');
    expect(session.getState().recipe?.epochs).toBe(7);
    const after = await reload(drawnDataset, 'balanced');
    expect([after.preset, after.recipe?.epochs]).toEqual(['balanced', 7]);
  });

  it('keep the model they start from, and its gentler rate', async () => {
    void chooseStart(model.id);
    freezeTrunk(true);
    const { start, recipe } = session.getState();
    expect(await reload()).toMatchObject({ start, recipe });
    expect(start).toMatchObject({ modelId: model.id, freezesTrunk: true });
    expect(recipe?.optimizer.learningRate).toBeCloseTo(3e-4);
  });

  /** As `reload`, with the list of models coming last. */
  async function reloadWith(listed: () => Promise<void>): Promise<Session> {
    leave();
    session.setState({ models: [] });
    stored.set('mien-dataset', drawnDataset.id);
    void restoreStored();
    await importing.answer('listDatasets', [dataset, drawnDataset]);
    await describeFor(drawnDataset, 'fast');
    await listed();
    await settled();
    return session.getState();
  }

  it('are for fresh weights where that model is gone', async () => {
    void chooseStart(model.id);
    const { start, recipe } = await reloadWith(() => learning.answer('listModels', []));
    expect(start).toBeUndefined();
    expect(recipe?.optimizer.learningRate).toBe(3e-3);
  });

  it('keep that model while the list of models cannot be read', async () => {
    void chooseStart(model.id);
    const { start, recipe } = session.getState();
    const failure = { code: 'storage/failed', details: {} } as const;
    expect(await reloadWith(() => learning.fail('listModels', failure))).toMatchObject({ start, recipe });
    expect(await reload()).toMatchObject({ start, recipe });
  });

  it.each([
    ['no JSON', '{"preset":'],
    ['another thing', '[1]'],
    ['an unknown network', '{"preset":"huge"}'],
    [
      'a recipe without an optimizer',
      JSON.stringify({ preset: 'best', datasetId: drawnDataset.id, recipe: { epochs: 9 } }),
    ],
    [
      'a rate out of range',
      JSON.stringify({
        preset: 'best',
        datasetId: drawnDataset.id,
        recipe: { ...presetOf('best').recipe, optimizer: { kind: 'adam', learningRate: -1 } },
      }),
    ],
  ])('are the preset’s own, without a word, where what was kept is %s', async (_, damaged) => {
    stored.set('mien-settings', damaged);
    const { preset, recipe, recipeTaken } = await reload();
    expect(preset).toBe('fast');
    expect(recipe).toMatchObject(OWN);
    expect(recipeTaken.status).toBe('empty');
  });

  it('stay as they are kept while the list of datasets cannot be read', async () => {
    changeRecipe({ epochs: 9 });
    const kept = stored.get('mien-settings');
    leave();
    void restoreDatasets();
    await importing.fail('listDatasets', { code: 'storage/failed', details: {} });
    expect(session.getState().data.status).toBe('failed');
    expect(kept).toContain('"epochs":9');
    expect(stored.get('mien-settings')).toBe(kept);
  });
});

it('a run whose dataset is not in a list that could not be read is not said to have lost it', async () => {
  leave();
  void restoreDatasets();
  await importing.fail('listDatasets', { code: 'storage/failed', details: {} });
  expect(hasItsDataset(session.getState(), interruptedRun)).toBe(true);
  const refreshed = refreshDatasets();
  await importing.answer('listDatasets', []);
  await refreshed;
  expect(hasItsDataset(session.getState(), interruptedRun)).toBe(false);
});
