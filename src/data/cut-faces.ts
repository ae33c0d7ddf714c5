import { alignFace } from '../faces/alignment';
import { cropFace } from '../faces/crop';
import type { FaceFinder } from '../faces/face-finder';
import type { ImageSpec } from '../shared/dataset';
import { type Decoded, problemOf } from './decode-pictures';
import { readPictureHeader } from './picture-header';

/** Turns photos into faces. */
export interface FaceCutter {
  /**
   * The one face of each photo, cut out as a network trained on FER2013 should see it; a photo with none or several is
   * given back with the reason.
   */
  cut(photos: readonly Uint8Array<ArrayBuffer>[]): Promise<Decoded[]>;
}

let starting: Promise<FaceFinder> | undefined;

/** This thread's finder, for good: MediaPipe's loader is a module and runs once, so it could not be started again. */
function sharedFinder(): Promise<FaceFinder> {
  // Only when it is needed: most imports find no faces, and this is 10 MB.
  starting ??= import('../faces/face-finder').then(({ startFaceFinder }) => startFaceFinder());
  starting.catch(() => (starting = undefined));
  return starting;
}

/** @throws AppError faces/unavailable */
export async function startFaceCutter(image: ImageSpec): Promise<FaceCutter> {
  const finder = await sharedFinder();
  return {
    cut: async (photos) => {
      const faces: Decoded[] = [];
      // One at a time: 16 megapixels are 64 MB of colour, and the detector is not faster with two.
      for (const photo of photos) faces.push(await cutFace(photo, finder, image));
      return faces;
    },
  };
}

async function cutFace(
  photo: Uint8Array<ArrayBuffer>,
  finder: FaceFinder,
  image: ImageSpec,
): Promise<Decoded> {
  const problem = problemOf(readPictureHeader(photo));
  if (problem) return problem;
  const picture = await decodeColours(photo);
  if (!picture) return { reason: 'picture-unreadable' };
  const [face, ...others] = finder.find(picture);
  if (!face) return { reason: 'no-face' };
  if (others.length > 0) return { reason: 'several-faces', found: String(others.length + 1) };
  return { pixels: cropFace(picture, alignFace(face), image) };
}

/** Upright, whichever way the camera was held. @returns undefined for bytes that the browser cannot decode */
async function decodeColours(photo: Uint8Array<ArrayBuffer>): Promise<ImageData | undefined> {
  const options = { colorSpaceConversion: 'none', imageOrientation: 'from-image' } as const;
  const bitmap = await createImageBitmap(new Blob([photo]), options).catch(() => undefined);
  if (!bitmap) return undefined;
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  });
  if (!context) throw new Error('The browser gave no 2D canvas.');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}
