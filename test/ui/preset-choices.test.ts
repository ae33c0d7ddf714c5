import { beforeEach, describe, expect, it } from 'vitest';
import { describePresets } from '../../src/model/presets';
import { seedCnnLater } from '../../src/model/preset-networks';
import { EXPRESSIONS } from '../../src/shared/labels';
import { changeRecipe } from '../../src/ui/actions/model-actions';
import { trialKey } from '../../src/ui/actions/trial-actions';
import { choiceOf, presetChoices } from '../../src/ui/preset-choices';
import { FRESH_SESSION, session } from '../../src/ui/session';
import { drawnDataset } from './hand-made-session';

const presets = describePresets();
const choices = presetChoices(presets);
const own = (name: string) => presets.find((known) => known.name === name)?.recipe;

describe('the cards of the Model page', () => {
  it('are one for each network, and one more for the later settings of Seed CNN', () => {
    expect(choices.map(({ id }) => id)).toEqual([
      'fast',
      'balanced',
      'best',
      'seed-cnn',
      'seed-b',
      'smile-small',
      'seed-smile',
    ]);
    expect(choices.find(({ id }) => id === 'seed-b')?.recipe).toEqual(seedCnnLater);
  });

  it('the chosen one is that of the recipe; a changed recipe counts to the network’s own', () => {
    const chosen = (recipe = own('seed-cnn')) => choiceOf(choices, 'seed-cnn', recipe)?.id;
    expect(chosen()).toBe('seed-cnn');
    expect(chosen({ ...seedCnnLater })).toBe('seed-b');
    expect(chosen({ ...seedCnnLater, batchSize: 7 })).toBe('seed-cnn');
  });
});

describe('a measured time', () => {
  beforeEach(() =>
    session.setState({ ...FRESH_SESSION, presets, preset: 'fast', recipe: own('fast') }, true),
  );

  function keyOf(id: string): string {
    const choice = choices.find((known) => known.id === id);
    if (!choice) throw new Error(`There is no card ${id}.`);
    return trialKey(session.getState(), choice);
  }

  it.each([{ batchSize: 7 }, { limit: 100 }, { mixup: { probability: 0.5, alpha: 0.2 } }])(
    'of the chosen network is no longer shown with %o, and is again when that is taken back',
    (change) => {
      const [fast, best] = [keyOf('fast'), keyOf('best')];
      const { recipe } = session.getState();
      changeRecipe(change);
      expect(keyOf('fast')).not.toBe(fast);
      expect(keyOf('best')).toBe(best); // cards that are not chosen keep their own recipe
      session.setState({ recipe });
      expect(keyOf('fast')).toBe(fast);
    },
  );

  it('is for what a network is made for while there is no dataset, else for the dataset in use', () => {
    const madeFor = (id: string) => JSON.parse(keyOf(id)) as unknown;
    expect(madeFor('fast')).toMatchObject({ labels: EXPRESSIONS, trainImages: 28_709 });
    expect(madeFor('seed-smile')).toMatchObject({
      labels: ['smile', 'unsmile'],
      image: { width: 150, height: 150, channels: 3 },
      trainImages: 3200,
      validationImages: 400,
    });
    session.setState({ datasets: [drawnDataset], datasetId: drawnDataset.id });
    expect(madeFor('seed-smile')).toMatchObject({ labels: EXPRESSIONS, trainImages: 980 });
  });

  it('is another with a frozen trunk, for the chosen network only', () => {
    const [fast, best] = [keyOf('fast'), keyOf('best')];
    session.setState({ start: { modelId: 'm', weights: 'last', freezesTrunk: true } });
    expect(keyOf('fast')).not.toBe(fast);
    expect(keyOf('best')).toBe(best);
  });
});
