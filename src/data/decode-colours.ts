import type { PictureHeader } from './picture-header';

const DECODED_AREA = 16e6; // px; 64 MB of colour. A larger photo is made smaller while it is decoded

/**
 * A picture in colour, upright, whichever way the camera was held; one of more than 16 megapixels smaller than it is.
 *
 * @returns undefined for bytes that the browser cannot decode
 */
export async function decodeColours(
  file: Uint8Array<ArrayBuffer>,
  header: PictureHeader,
): Promise<ImageData | undefined> {
  // Without this a picture's colour profile would change its levels, differently on different screens.
  const options = {
    colorSpaceConversion: 'none',
    imageOrientation: 'from-image',
    ...shrink(header),
  } as const;
  const bitmap = await createImageBitmap(new Blob([file]), options).catch(() => undefined);
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

/** Only the width is asked for, so that one turned by its metadata keeps its shape; either way the area fits. */
function shrink({ width, height }: PictureHeader): ImageBitmapOptions {
  if (width * height <= DECODED_AREA) return {};
  const flatness = Math.min(width, height) / Math.max(width, height);
  const resizeWidth = Math.max(1, Math.floor(Math.sqrt(DECODED_AREA * flatness)));
  return { resizeWidth, resizeQuality: 'medium' };
}
