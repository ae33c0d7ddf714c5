import { cropFace } from '../faces/crop';
import { type Network, predict } from '../model/network';
import { imageBytes, type ImageSpec } from '../shared/dataset';
import type { CropSquare, RgbaPicture } from '../shared/geometry';
import { logarithms } from './calibration';
import { softmax } from './steady-label';

/** A crop a network is asked about; the answers about all views of one face are averaged. */
export interface View {
  readonly scale: number; // of the side, as a share of the face's own square
  readonly isMirrored: boolean;
}

/** What a network said of each face, and what it saw. */
export interface Answers {
  readonly probabilities: readonly (readonly number[])[]; // [faces][labels]
  readonly seen: readonly Uint8Array<ArrayBuffer>[]; // [faces], the first view as it is in the picture, [H, W, C]
}

/**
 * Asks about all faces and views in one batch.
 *
 * @param views at least one
 */
export async function askNetwork(
  network: Network,
  picture: RgbaPicture,
  crops: readonly CropSquare[],
  views: readonly View[],
): Promise<Answers> {
  const { image, labels } = network.plan;
  const faces = crops.map((crop) => viewsOf(picture, crop, image, views));
  const pixels = joined(
    faces.flatMap((face) => face.views),
    imageBytes(image),
  );
  const rows = await predict(network, pixels, crops.length * views.length);
  return {
    probabilities: crops.map((_, face) =>
      averaged(
        views.map((_view, view) => {
          const start = (face * views.length + view) * labels.length;
          return Array.from(rows.subarray(start, start + labels.length));
        }),
      ),
    ),
    seen: faces.map(({ seen }) => seen),
  };
}

/** Each scale is cut out once: a mirror image is that of its pixels. */
function viewsOf(picture: RgbaPicture, crop: CropSquare, image: ImageSpec, views: readonly View[]) {
  const upright = new Map<number, Uint8Array<ArrayBuffer>>();
  const cut = (scale: number): Uint8Array<ArrayBuffer> => {
    const pixels = upright.get(scale) ?? cropFace(picture, { ...crop, side: crop.side * scale }, image);
    upright.set(scale, pixels);
    return pixels;
  };
  return {
    views: views.map(({ scale, isMirrored }) => (isMirrored ? mirror(cut(scale), image) : cut(scale))),
    seen: cut(views[0]?.scale ?? 1),
  };
}

/** The picture as in a mirror, [H, W, C]. */
function mirror(pixels: Uint8Array, { height, width, channels }: ImageSpec): Uint8Array<ArrayBuffer> {
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
