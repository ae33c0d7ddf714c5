import { FER2013_IMAGE, type ImageSpec } from '../shared/dataset';

/** How faces may be stored: as FER2013 has them, larger, or as the GENKI tutorial's network reads them. */
export const FACE_SIZES = ['grey48', 'grey96', 'colour150'] as const;
type FaceSize = (typeof FACE_SIZES)[number];

export const FACE_IMAGES: Readonly<Record<FaceSize, ImageSpec>> = {
  grey48: FER2013_IMAGE,
  grey96: { height: 96, width: 96, channels: 1 },
  colour150: { height: 150, width: 150, channels: 3 },
};

/** A chosen name; the first one for a name nobody knows. */
export function faceSizeNamed(name: string | undefined): FaceSize {
  return FACE_SIZES.find((size) => size === name) ?? 'grey48';
}

/** The name of a size; undefined for one that is not offered. */
export function nameOfSize({ width, channels }: ImageSpec): FaceSize | undefined {
  return FACE_SIZES.find(
    (name) => FACE_IMAGES[name].width === width && FACE_IMAGES[name].channels === channels,
  );
}
