import type { PictureHeader } from './picture-header';

// What one picture may cost, wherever it comes in: a photo of a dataset, of a folder to sort, or one shown to Live.

/** As a file, unpacked. */
export const PICTURE_BYTES = 64 * 1024 ** 2;
export const PICTURE_AREA = 100e6; // px, as its header says

/** 64 MB of colour. */
export const DECODED_AREA = 16e6; // px; a larger photo is made smaller while it is decoded

/** Whether a picture of that size is decoded. @param width, height px */
export function isFairSize(width: number, height: number): boolean {
  return width > 0 && height > 0 && width * height <= PICTURE_AREA;
}

/**
 * For createImageBitmap: makes a picture smaller that has more than DECODED_AREA. Only the width is asked for, so that
 * one turned by its metadata keeps its shape; either way the area fits.
 */
export function shrink({ width, height }: Pick<PictureHeader, 'width' | 'height'>): ImageBitmapOptions {
  if (width * height <= DECODED_AREA) return {};
  const flatness = Math.min(width, height) / Math.max(width, height);
  const resizeWidth = Math.max(1, Math.floor(Math.sqrt(DECODED_AREA * flatness)));
  return { resizeWidth, resizeQuality: 'medium' };
}
