import { expect, it } from 'vitest';
import { trainingInput } from '../../src/data/augment';
import { presetOf } from '../../src/model/presets';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import { sha256Hex } from '../../src/shared/digest';
import { randomBits } from '../../src/shared/random';

// The box holds a Fast that was trained so, and runs that were begun are resumed: what is drawn for it must stay.
it('the pictures that Fast trains on are, to the bit, those of the first release', async () => {
  const samples = {
    image: FER2013_IMAGE,
    pixels: Uint8Array.from({ length: 64 * 2304 }, (_, at) => randomBits(1, at) & 255),
    labels: new Uint8Array(64),
    indices: Uint32Array.from({ length: 64 }, (_, index) => 3 * index),
  };
  const { augmentation, seed } = presetOf('fast').recipe;
  const input = trainingInput(
    samples,
    samples.indices.map((_, place) => place),
    { augmentation, seed, epoch: 2 },
    { image: FER2013_IMAGE, scaling: 'standardise' },
  );
  expect(await sha256Hex(new Float32Array(input))).toBe(
    '484f25e88155fbe554069a43c5138c1466c4f25059b9a7f04cedd85c8c4c2f8d',
  );
});
