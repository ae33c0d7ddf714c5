import { alignFace } from '../faces/alignment';
import { cropFace } from '../faces/crop';
import type { FaceFinder } from '../faces/face-finder';
import type { ImageSpec } from '../shared/dataset';
import { decodeColours } from './decode-colours';
import { type Decoded, problemOf } from './decode-pictures';
import type { PictureChoice } from './picture-choice';
import { readPictureHeader } from '../shared/picture-header';

/** How faces are cut out. */
interface FaceCut {
  readonly image: ImageSpec;
  readonly several: PictureChoice['several'];
}

/** Turns photos into faces. */
interface FaceCutter {
  /**
   * The one face of each photo, cut out as a network trained on FER2013 should see it; a photo with none, or with
   * several where those are to be left out, is given back with the reason.
   */
  cut(photos: readonly Uint8Array<ArrayBuffer>[]): Promise<Decoded[]>;
}

let starting: Promise<FaceFinder> | undefined;

/** This thread's finder, for good: MediaPipe's loader is a module and runs once, so it could not be started again. */
export function sharedFinder(): Promise<FaceFinder> {
  // Only when it is needed: most imports find no faces, and this is 10 MB.
  starting ??= import('../faces/face-finder').then(({ startFaceFinder }) => startFaceFinder());
  starting.catch(() => (starting = undefined));
  return starting;
}

/** @throws AppError faces/unavailable */
export async function startFaceCutter(cut: FaceCut): Promise<FaceCutter> {
  const finder = await sharedFinder();
  return {
    cut: async (photos) => {
      const faces: Decoded[] = [];
      // One at a time: a photo may take 64 MB of colour, and the detector is not faster with two.
      for (const photo of photos) faces.push(await cutFace(photo, finder, cut));
      return faces;
    },
  };
}

async function cutFace(
  photo: Uint8Array<ArrayBuffer>,
  finder: FaceFinder,
  { image, several }: FaceCut,
): Promise<Decoded> {
  const header = readPictureHeader(photo);
  const problem = problemOf(photo, header);
  if (!header || problem) return problem ?? { reason: 'picture-unreadable' };
  const picture = await decodeColours(photo, header);
  if (!picture) return { reason: 'picture-unreadable' };
  const [face, ...others] = finder.find(picture); // the largest first
  if (!face) return { reason: 'no-face' };
  if (others.length > 0 && several === 'leave-out')
    return { reason: 'several-faces', found: String(others.length + 1) };
  return { pixels: cropFace(picture, alignFace(face), image) };
}
