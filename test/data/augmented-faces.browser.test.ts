import { expect, it } from 'vitest';
import { augmentedFaces } from '../../src/data/augmented-faces';
import { NO_AUGMENTATION } from '../../src/shared/recipe';
import { freshDatabase, storeFaces } from '../support/stored-faces';

const IMAGE_BYTES = 48 * 48;
const shades = Uint8Array.from({ length: IMAGE_BYTES }, (_, at) => at % 256);

it('shows the first face of each label in turn, as training changes it from epoch to epoch', async () => {
  const database = await freshDatabase();
  const { id } = await storeFaces(database, [
    { pixels: shades, label: 2, split: 'train' },
    { pixels: shades.toReversed(), label: 4, split: 'train' },
  ]);
  const ask = (face: number, change: object) =>
    augmentedFaces(database, {
      id,
      recipe: { seed: 1, augmentation: { ...NO_AUGMENTATION, ...change } },
      scaling: 'raw',
      face,
      variants: 12,
    });
  const still = await ask(0, {});
  expect(still).toMatchObject({ label: 2, image: { width: 48, height: 48, channels: 1 } });
  expect(still.pixels.length).toBe(12);
  expect(still.pixels[11]).toEqual(shades);
  expect((await ask(3, {})).label).toBe(4);
  const turned = await ask(0, { rotationDeg: 20 });
  expect(new Set(turned.pixels.map(String)).size).toBe(12);
  database.close();
});
