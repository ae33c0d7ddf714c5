import { cropFace } from '../faces/crop';
import { type Network, predict } from '../model/network';
import { imageBytes, type ImageSpec } from '../shared/dataset';
import type { CropSquare, RgbaPicture } from '../shared/geometry';
import { logarithms } from './calibration';
import { softmax } from './steady-label';

/** The crops a network is asked about for one face; their answers are averaged. */
export interface Views {
  /** Sides, as shares of the face's own square. The first is the one that is shown. */
  readonly scales: readonly number[];
  readonly mirrored: boolean;
}

/** What a network said of each face, and what it saw. */
export interface Answers {
  readonly probabilities: readonly (readonly number[])[]; // [faces][labels]
  readonly seen: readonly Uint8Array<ArrayBuffer>[]; // [faces], the first view, [H, W, C]
}

/** Asks about all faces and views in one batch. */
export async function askNetwork(
  network: Network,
  picture: RgbaPicture,
  crops: readonly CropSquare[],
  views: Views,
): Promise<Answers> {
  const { image, labels } = network.plan;
  const perFace = crops.map((crop) => viewsOf(picture, crop, image, views));
  const pixels = joined(perFace.flat(), imageBytes(image));
  const count = perFace.flat().length;
  const rows = await predict(network, pixels, count);
  const viewsPerFace = crops.length === 0 ? 0 : count / crops.length;
  return {
    probabilities: crops.map((_, face) =>
      averaged(
        Array.from({ length: viewsPerFace }, (_view, view) => {
          const start = (face * viewsPerFace + view) * labels.length;
          return Array.from(rows.subarray(start, start + labels.length));
        }),
      ),
    ),
    seen: perFace.map(([pixelsSeen]) => pixelsSeen as Uint8Array<ArrayBuffer>), // at least one scale
  };
}

function viewsOf(
  picture: RgbaPicture,
  crop: CropSquare,
  image: ImageSpec,
  { scales, mirrored }: Views,
): Uint8Array<ArrayBuffer>[] {
  const upright = scales.map((scale) => cropFace(picture, { ...crop, side: crop.side * scale }, image));
  return mirrored ? [...upright, ...upright.map((pixels) => mirror(pixels, image))] : upright;
}

/** The picture as in a mirror, [H, W, C]. */
export function mirror(pixels: Uint8Array, { height, width, channels }: ImageSpec): Uint8Array<ArrayBuffer> {
  const turned = new Uint8Array(pixels.length);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const from = (row * width + column) * channels;
      const to = (row * width + width - 1 - column) * channels;
      turned.set(pixels.subarray(from, from + channels), to);
    }
  }
  return turned;
}

function joined(pictures: readonly Uint8Array[], bytes: number): Uint8Array {
  const all = new Uint8Array(pictures.length * bytes);
  for (const [index, picture] of pictures.entries()) all.set(picture, index * bytes);
  return all;
}

/** The mean of log-probabilities, as probabilities: one sure view cannot outvote two that rule it out. */
function averaged(views: readonly (readonly number[])[]): number[] {
  const logs = views.map(logarithms);
  return softmax(
    (logs[0] ?? []).map((_, label) => logs.reduce((sum, view) => sum + (view[label] ?? 0), 0) / logs.length),
  );
}
