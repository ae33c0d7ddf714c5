import { describe, expect, it } from 'vitest';
import { FER2013_TASK } from '../../src/model/learning-task';
import { describeNetwork, describePresets, presetOf } from '../../src/model/presets';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import { EXPRESSIONS, SMILES } from '../../src/shared/labels';
import { PRESETS } from '../../src/shared/model-card';
import { NO_AUGMENTATION } from '../../src/shared/recipe';

const square = (side: number, channels: 1 | 3) => ({ width: side, height: side, channels });

describe('the presets', () => {
  it('Seed CNN has the 4,478,727 parameters and 290.5 million multiply-accumulates of the tutorial', () => {
    const seed = describeNetwork('seed-cnn');
    expect(seed.parameters).toBe(4_478_727);
    expect(seed.multiplyAccumulates / 1e6).toBeCloseTo(290.48, 1);
    expect(seed.input.scaling).toBe('raw');
  });

  it('Fast has 246,999 parameters and 13.5 million multiply-accumulates', () => {
    const fast = describeNetwork('fast');
    expect(fast.parameters).toBe(246_999);
    expect(fast.multiplyAccumulates / 1e6).toBeCloseTo(13.5, 1);
  });

  // Counts of the research behind the presets, to the last parameter.
  it.each([
    { name: 'balanced', parameters: 679_207, millions: 49.03, labels: EXPRESSIONS, image: FER2013_IMAGE },
    { name: 'best', parameters: 2_798_503, millions: 247.21, labels: EXPRESSIONS, image: FER2013_IMAGE },
    { name: 'smile-small', parameters: 381_369, millions: 38.25, labels: SMILES, image: square(96, 1) },
    { name: 'smile-small', parameters: 382_569, millions: 41.0, labels: SMILES, image: square(96, 3) },
    { name: 'seed-smile', parameters: 3_453_121, millions: 236.1, labels: SMILES, image: square(150, 3) },
  ] as const)(
    '$name has $parameters parameters and $millions million multiply-accumulates',
    ({ name, parameters, millions, labels, image }) => {
      const network = describeNetwork(name, { labels, image });
      expect(network.parameters).toBe(parameters);
      expect(network.multiplyAccumulates / 1e6).toBeCloseTo(millions, 1);
    },
  );

  it('are each shown for the labels and pictures they are made for while there are no others', () => {
    const shown = describePresets().map(({ name, task, parameters }) => [
      name,
      task.labels.length,
      [task.image.width, task.image.height, task.image.channels],
      parameters,
    ]);
    expect(shown).toEqual([
      ['fast', 7, [48, 48, 1], 246_999],
      ['balanced', 7, [48, 48, 1], 679_207],
      ['best', 7, [48, 48, 1], 2_798_503],
      ['seed-cnn', 7, [48, 48, 1], 4_478_727],
      ['smile-small', 2, [96, 96, 1], 381_369],
      ['seed-smile', 2, [150, 150, 3], 3_453_121],
    ]);
  });

  it('are all shown for the dataset that there is', () => {
    const task = { ...FER2013_TASK, labels: SMILES };
    for (const { name, task: shown, parameters } of describePresets(task)) {
      expect(shown).toEqual(task);
      expect(parameters).toBe(describeNetwork(name, task).parameters);
    }
  });

  it.each(PRESETS)('%s says of its network the labels that its last layer answers', (name) => {
    const { labels, layers, parameters } = describeNetwork(name);
    expect(layers.at(-1)?.outputShape).toEqual([labels.length === 2 ? 1 : labels.length]);
    expect(parameters).toBe(describePresets().find((preset) => preset.name === name)?.parameters);
  });

  it('the table of a residual block lists its branch, its shortcut, and where they meet', () => {
    const { layers } = describeNetwork('balanced');
    const start = layers.findIndex(({ kind }) => kind === 'shortcut') - 5;
    expect(layers.slice(start, start + 9).map(({ name }) => name)).toEqual([
      'conv 3 × 3 / 2',
      'batch norm',
      'relu',
      'conv 3 × 3',
      'batch norm',
      'shortcut 1 × 1 / 2',
      'batch norm',
      'add',
      'relu',
    ]);
    expect(layers[start + 8]?.outputShape).toEqual([12, 12, 64]);
  });

  it('the smile networks answer two labels with one unit, more labels with one each', () => {
    const ends = (labels: readonly string[]) =>
      describeNetwork('smile-small', { labels, image: square(96, 1) }).layers.at(-1);
    expect(ends(SMILES)).toMatchObject({ kind: 'sigmoid', outputShape: [1] });
    expect(ends(EXPRESSIONS)).toMatchObject({ kind: 'softmax', outputShape: [7] });
  });

  it('the layer table of Fast shows the shapes a face goes through', () => {
    const shapes = describeNetwork('fast')
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
    const two = describeNetwork('fast', { labels: SMILES, image: square(96, 3) });
    expect(two.layers.at(-1)?.outputShape).toEqual([2]);
    expect(two.layers[0]?.outputShape).toEqual([48, 48, 16]);
    expect(two.layers[0]?.parameters).toBe(5 * 5 * 3 * 16);
  });

  it('Fast takes smaller batches and fewer epochs on a small dataset; the seed stays as it was', () => {
    const described = new Map(
      describePresets({ ...FER2013_TASK, trainImages: 980 }).map(({ name, recipe }) => [name, recipe]),
    );
    expect(described.get('fast')).toMatchObject({ epochs: 6, batchSize: 32 });
    expect(described.get('seed-cnn')).toMatchObject({ epochs: 50, batchSize: 128 });
  });

  it('Seed CNN also comes with the later seed’s settings', () => {
    const described = describePresets();
    const [seedB] = described.find(({ name }) => name === 'seed-cnn')?.otherRecipes ?? [];
    expect(seedB?.name).toBe('seed-b');
    expect(seedB?.recipe).toMatchObject({
      optimizer: { kind: 'adam', learningRate: 5e-4 },
      schedule: { kind: 'plateau', factor: 0.1, patience: 2, leastRate: 1e-5 },
      epochs: 15,
      batchSize: 64,
      augmentation: { ...NO_AUGMENTATION, flip: true },
    });
  });

  it('Tutorial smile changes its pictures as the tutorial does', () => {
    expect(presetOf('seed-smile').recipe).toEqual({
      optimizer: { kind: 'rmsprop', learningRate: 1e-4 },
      schedule: { kind: 'constant' },
      epochs: 60,
      batchSize: 32,
      seed: 1,
      labelSmoothing: 0,
      augmentation: {
        ...NO_AUGMENTATION,
        flip: true,
        rotationDeg: 40,
        shift: 0.2,
        shearDeg: 0.2, // degrees: what Keras makes of 0.2
        zoom: 0.2, // each axis 0.8..1.2
        fill: 'nearest',
      },
      lastBatch: 'fill',
      keep: 'best',
    });
  });
});
