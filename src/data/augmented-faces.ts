import { AppError } from '../shared/errors';
import { type ImageSpec, imageBytes } from '../shared/dataset';
import type { PixelScaling } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import type { Database } from '../storage/database';
import { trainingInput } from './augment';
import { readFaces } from './face-sheet';

export interface AugmentedFacesRequest {
  readonly id: string; // of the dataset
  readonly recipe: Pick<Recipe, 'augmentation' | 'seed'>;
  readonly scaling: PixelScaling;
  /** Which of the first training faces of each label; counted on past the last. */
  readonly face: number;
  readonly variants: number;
}

/** Pictures of one size, packed. */
export interface AugmentedFaces {
  readonly image: ImageSpec;
  readonly label: number;
  readonly pixels: readonly Uint8Array<ArrayBuffer>[]; // [height, width, channels] each
}

/**
 * One training face as the network will meet it in its first epochs, by the function that training calls.
 *
 * @throws AppError train/no-images, storage/missing, storage/damaged
 */
export async function augmentedFaces(
  database: Database,
  { id, recipe, scaling, face, variants }: AugmentedFacesRequest,
): Promise<AugmentedFaces> {
  const { image, faces } = await readFaces(database, id, 'train', 1);
  const chosen = faces[face % Math.max(1, faces.length)];
  if (!chosen) throw new AppError('train/no-images');
  const { label, index, pixels } = chosen;
  const samples = {
    image,
    pixels,
    labels: Uint8Array.of(label),
    indices: Uint32Array.of(index),
  };
  const pictures = Array.from({ length: variants }, (_, place) => {
    const input = trainingInput(
      samples,
      Uint32Array.of(0),
      { ...recipe, epoch: place + 1 },
      { image, scaling },
    );
    return toBytes(input, scaling, imageBytes(image));
  });
  return { image, label, pixels: pictures };
}

/** Inputs of a network as grey levels: of standardised ones 0 is middle grey, two deviations are black and white. */
const SHOWN: Readonly<Record<PixelScaling, (value: number) => number>> = {
  raw: (value) => value,
  unit: (value) => 255 * value,
  standardise: (value) => 127.5 + 63.75 * value,
};

function toBytes(input: Float32Array, scaling: PixelScaling, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(size);
  for (const [at, value] of input.entries()) bytes[at] = SHOWN[scaling](value);
  return new Uint8Array(bytes.buffer);
}
