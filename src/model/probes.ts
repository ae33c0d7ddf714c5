import { imageBytes } from '../shared/dataset';
import { PURPOSE, randomUniform } from '../shared/random';
import { predict, type Network } from './network';

/** Pictures on which a model proves itself after an upload. */
const PROBES = 8;

/**
 * The network's probabilities for eight seeded pictures: blurred blocks of random grey, drawn from the seed alone,
 * so that a card need not carry pixels.
 *
 * @returns [8][labels]
 */
export async function probeProbabilities(network: Network, seed: number): Promise<number[][]> {
  const pixels = probePictures(seed, network.plan.image);
  const probabilities = await predict(network, pixels, PROBES);
  const labels = network.plan.labels.length;
  return Array.from({ length: PROBES }, (_, probe) =>
    Array.from(probabilities.subarray(probe * labels, (probe + 1) * labels)),
  );
}

function probePictures(seed: number, image: Network['plan']['image']): Uint8Array<ArrayBuffer> {
  const size = imageBytes(image);
  const pixels = new Uint8Array(PROBES * size);
  for (let index = 0; index < pixels.length; index += 1) {
    const position = index % size;
    const column = Math.floor(position / image.channels) % image.width;
    const row = Math.floor(position / image.channels / image.width);
    // Blocks of a sixth of the side: structure that filters of any size answer to.
    const block = Math.floor((row * 6) / image.height) * 6 + Math.floor((column * 6) / image.width);
    const level = randomUniform(
      seed,
      PURPOSE.probe,
      Math.floor(index / size),
      block,
      position % image.channels,
    );
    pixels[index] = Math.round(200 * level + 55 * randomUniform(seed, PURPOSE.probe, index));
  }
  return pixels;
}

/** The largest absolute difference between two tables of probabilities of the same size. */
export function largestDifference(
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
): number {
  const differences = first.flatMap((row, probe) =>
    row.map((probability, label) => Math.abs(probability - (second[probe]?.[label] ?? Number.NaN))),
  );
  return Math.max(...differences);
}
