/** What is learnt: faces drawn by code, and some of FER2013. */
import { sampleCast } from '../../src/data/actors/sample-cast';
import { decodePictures } from '../../src/data/decode-pictures';
import { filesOfZip } from '../../src/data/formats/zip-files';
import type { Samples } from '../../src/data/samples';
import { FER2013_IMAGE, imageBytes } from '../../src/shared/dataset';
import { EXPRESSIONS } from '../../src/shared/labels';
import { randomPermutation } from '../../src/shared/random';
import type { LearnTask } from './task';

interface Face {
  readonly label: number;
  readonly pixels: Uint8Array;
}

/** All seven expressions. No held-back actor is learnt from. @param perLabel actors */
export function drawnTask(perLabel: number, epochs: number): LearnTask {
  const faces = [...sampleCast(1, perLabel)];
  return {
    labels: EXPRESSIONS,
    train: samplesOf(faces.filter(({ split }) => split === 'train')),
    heldBack: samplesOf(faces.filter(({ split }) => split !== 'train')),
    epochs,
  };
}

/** Two expressions that a small network soon tells apart. */
const LABELS = ['happy', 'surprise'];

/**
 * The same pictures every time, as many of each expression.
 *
 * @param zip pictures in train/LABEL and test/LABEL
 */
export async function ferTask(
  zip: File,
  counts: { readonly train: number; readonly heldBack: number },
  epochs: number,
): Promise<LearnTask> {
  const files = (await filesOfZip(zip)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const facesOf = async (split: 'train' | 'test', count: number) => {
    const chosen = LABELS.flatMap((name, label) => {
      const among = files.filter(({ path }) => path.includes(`${split}/${name}/`));
      const order = randomPermutation(among.length, 1, label).subarray(0, count / LABELS.length);
      return Array.from(order).flatMap((index) => among[index] ?? []);
    });
    const decoded = await decodePictures(await Promise.all(chosen.map((file) => file.read())));
    return chosen.map(({ path }, place): Face => {
      const picture = decoded[place];
      if (!picture || !('pixels' in picture)) throw new Error('A picture of FER2013 cannot be read.');
      return { label: LABELS.findIndex((name) => path.includes(`/${name}/`)), pixels: picture.pixels };
    });
  };
  return {
    labels: LABELS,
    train: samplesOf(await facesOf('train', counts.train)),
    heldBack: samplesOf(await facesOf('test', counts.heldBack)),
    epochs,
  };
}

function samplesOf(faces: readonly Face[]): Samples {
  const size = imageBytes(FER2013_IMAGE);
  const pixels = new Uint8Array(faces.length * size);
  for (const [place, face] of faces.entries()) pixels.set(face.pixels, place * size);
  return {
    image: FER2013_IMAGE,
    pixels,
    labels: Uint8Array.from(faces, ({ label }) => label),
    indices: Uint32Array.from(faces.keys()),
  };
}
