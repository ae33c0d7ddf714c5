import { alignFace } from '../faces/alignment';
import { cropFace } from '../faces/crop';
import type { FaceFinder, FoundFace } from '../faces/face-finder';
import { type Network, predict } from '../model/network';
import { imageBytes } from '../shared/dataset';
import type { Box, CropSquare, RgbaPicture } from '../shared/geometry';
import { mostProbable } from '../shared/labels';

/** One face in one frame. */
export interface FaceReading {
  readonly box: Box; // px of the frame, as the detector gave it
  readonly crop: CropSquare; // what the network looked at
  readonly score: number; // 0..1, the detector's
  readonly probabilities: readonly number[]; // [labels], sums to 1, order of the card's labels
  readonly label: number; // index of the largest probability
}

export interface Readings {
  readonly faces: readonly FaceReading[]; // largest first
  readonly frame: { readonly width: number; readonly height: number };
  /** Milliseconds spent on this frame in the worker. */
  readonly timing: {
    readonly detectMs: number;
    readonly cropMs: number;
    readonly inferMs: number;
    readonly totalMs: number;
  };
}

/**
 * From one frame to face readings: find faces, cut each out as the training pictures are framed, and ask the network
 * about all of them in one batch. The frame is closed.
 */
export async function recognizeFrame(
  frame: ImageBitmap,
  { finder, network, readPixels }: { finder: FaceFinder; network: Network; readPixels: PixelReader },
): Promise<Readings> {
  const startMs = performance.now();
  const size = { width: frame.width, height: frame.height };
  try {
    const found = finder.find(frame);
    const foundMs = performance.now();
    const crops = found.map(alignFace);
    const pixels = cutOut(found, crops, network, () => readPixels(frame));
    const cutMs = performance.now();
    const probabilities = await predict(network, pixels, found.length);
    const endMs = performance.now();
    return {
      faces: found.map((face, index) =>
        reading(face, crops[index] as CropSquare, probabilities, index, network),
      ),
      frame: size,
      timing: {
        detectMs: foundMs - startMs,
        cropMs: cutMs - foundMs,
        inferMs: endMs - cutMs,
        totalMs: endMs - startMs,
      },
    };
  } finally {
    frame.close();
  }
}

/** All faces of a frame as one batch of network pictures, [faces, H, W, C]. Reads the frame only when there is one. */
function cutOut(
  found: readonly FoundFace[],
  crops: readonly CropSquare[],
  network: Network,
  read: () => RgbaPicture,
): Uint8Array {
  const { image } = network.plan;
  const pixels = new Uint8Array(found.length * imageBytes(image));
  if (found.length === 0) return pixels;
  const picture = read();
  for (const [index, crop] of crops.entries()) {
    pixels.set(cropFace(picture, crop, image), index * imageBytes(image));
  }
  return pixels;
}

function reading(
  face: FoundFace,
  crop: CropSquare,
  probabilities: Float32Array,
  index: number,
  network: Network,
): FaceReading {
  const labels = network.plan.labels.length;
  const row = Array.from(probabilities.subarray(index * labels, (index + 1) * labels));
  return { box: face.box, crop, score: face.score, probabilities: row, label: mostProbable(row) };
}

export type PixelReader = (frame: ImageBitmap) => RgbaPicture;

/** Reads frames through one canvas that is kept: a new one per frame would be garbage thirty times a second. */
export function pixelReader(): PixelReader {
  let canvas: OffscreenCanvas | undefined;
  return (frame) => {
    if (canvas?.width !== frame.width || canvas.height !== frame.height) {
      canvas = new OffscreenCanvas(frame.width, frame.height);
    }
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('an OffscreenCanvas without a 2d context');
    context.drawImage(frame, 0, 0);
    return context.getImageData(0, 0, frame.width, frame.height);
  };
}
