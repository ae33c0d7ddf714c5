import { describe, expect, it } from 'vitest';
import { describeNetwork, describePresets } from '../../src/model/presets';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import { EXPRESSIONS } from '../../src/shared/labels';

describe('the presets', () => {
  it('Seed CNN has the 4,478,727 parameters and 290.5 million multiply-accumulates of the tutorial', () => {
    const seed = describeNetwork('seed-cnn', EXPRESSIONS, FER2013_IMAGE);
    expect(seed.parameters).toBe(4_478_727);
    expect(seed.multiplyAccumulates / 1e6).toBeCloseTo(290.48, 1);
    expect(seed.input.scaling).toBe('raw');
  });

  it('Fast has 246,999 parameters and 13.5 million multiply-accumulates', () => {
    const fast = describeNetwork('fast', EXPRESSIONS, FER2013_IMAGE);
    expect(fast.parameters).toBe(246_999);
    expect(fast.multiplyAccumulates / 1e6).toBeCloseTo(13.5, 1);
  });

  it('the layer table of Fast shows the shapes a face goes through', () => {
    const shapes = describeNetwork('fast', EXPRESSIONS, FER2013_IMAGE)
      .layers.filter(({ kind }) => kind === 'conv' || kind === 'max-pool' || kind === 'dense')
      .map(({ outputShape }) => outputShape.join('×'));
    expect(shapes).toEqual([
      '24×24×16',
      '24×24×32',
      '12×12×32',
      '12×12×64',
      '6×6×64',
      '6×6×128',
      '6×6×128',
      '7',
    ]);
  });

  it('follow the number of labels and the size of the pictures', () => {
    const two = describeNetwork('fast', ['smile', 'unsmile'], { height: 96, width: 96, channels: 3 });
    expect(two.layers.at(-1)?.outputShape).toEqual([2]);
    expect(two.layers[0]?.outputShape).toEqual([48, 48, 16]);
    expect(two.layers[0]?.parameters).toBe(5 * 5 * 3 * 16);
  });

  it('each come with a recipe', () => {
    const described = describePresets(EXPRESSIONS, FER2013_IMAGE, 28_709);
    expect(described.map(({ name }) => name)).toEqual(['fast', 'seed-cnn']);
    expect(described.map(({ recipe }) => [recipe.epochs, recipe.batchSize])).toEqual([
      [40, 128],
      [50, 128],
    ]);
  });

  it('Fast takes smaller batches and fewer epochs on a small dataset; the seed stays as it was', () => {
    const described = describePresets(EXPRESSIONS, FER2013_IMAGE, 980);
    expect(described.map(({ recipe }) => [recipe.epochs, recipe.batchSize])).toEqual([
      [6, 32],
      [50, 128],
    ]);
  });
});
