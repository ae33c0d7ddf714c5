import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { presetOf } from '../../src/model/presets';
import type { SharedRecipe } from '../../src/shared/recipe-file';
import { chooseDataset } from '../../src/ui/actions/data-actions';
import { takeRecipeFromLink, takeRecipesThatWait } from '../../src/ui/actions/recipe-actions';
import { recipeLink } from '../../src/ui/recipe-link';
import { session } from '../../src/ui/session';
import { EMPTY, ready } from '../../src/ui/stage';
import { dataset, STATES, withData } from './hand-made-session';
import { HandAnsweredWorker } from './hand-answered-worker';

const BEST = presetOf('best').recipe;
const SHARED: SharedRecipe = { name: 'of a friend', preset: 'best', recipe: { ...BEST, epochs: 7 } };
const started = STATES['data, nothing yet']?.state ?? withData;

const location = { search: '', hash: '' };
const history = {
  replaceState: (_state: unknown, _title: string, address: string) => (location.hash = address),
};

beforeAll(() => {
  vi.stubGlobal('Worker', HandAnsweredWorker);
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', history);
  takeRecipesThatWait();
});
afterAll(() => {
  vi.unstubAllGlobals();
});

beforeEach(async () => {
  location.hash = new URL(await recipeLink(SHARED, new URL('https://example.org/'))).hash;
});

const TAKEN = {
  preset: 'best',
  recipe: SHARED.recipe,
  start: undefined,
  recipeTaken: ready(SHARED.name),
  recipeWaiting: undefined,
};

describe('the recipe of a link', () => {
  it('becomes the settings, and the address an ordinary one', async () => {
    session.setState({ ...withData, start: { modelId: 'm', weights: 'last', freezesTrunk: true } }, true);
    await takeRecipeFromLink();
    expect(session.getState()).toMatchObject(TAKEN);
    expect(location.hash).toBe('#/train');
  });

  it('waits where there is no dataset yet, and outlives the first one that is chosen', async () => {
    session.setState(started, true);
    await takeRecipeFromLink();
    expect(session.getState()).toMatchObject({ recipeWaiting: SHARED, recipeTaken: EMPTY });
    session.setState({ datasets: [dataset] });
    void chooseDataset(dataset.id);
    expect(session.getState()).toMatchObject({ ...TAKEN, datasetId: dataset.id });
  });

  it('waits while a training is under way, which keeps its own', async () => {
    const training = STATES['train, epoch 13']?.state ?? withData;
    session.setState(training, true);
    await takeRecipeFromLink();
    expect(session.getState()).toMatchObject({ recipeWaiting: SHARED, recipe: training.recipe });
    session.setState({ train: EMPTY });
    expect(session.getState()).toMatchObject(TAKEN);
  });

  it('that is no recipe says so, and changes nothing', async () => {
    session.setState(withData, true);
    location.hash = '#/train?recipe=AAAA';
    await takeRecipeFromLink();
    expect(session.getState()).toMatchObject({
      recipe: withData.recipe,
      recipeTaken: { status: 'failed', failure: { code: 'train/bad-link' } },
    });
  });
});
