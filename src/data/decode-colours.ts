import type { PictureHeader } from '../shared/picture-header';
import { DECODED_AREA, shrink } from '../shared/picture-limits';

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
  const picture =
    (await decodeScaled(file, header)) ??
    (await createImageBitmap(new Blob([file]), options).catch(() => undefined));
  if (!picture) return undefined;
  const { width, height } = sizeOf(picture);
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  });
  if (!context) throw new Error('The browser gave no 2D canvas.');
  context.drawImage(picture, 0, 0);
  picture.close();
  return context.getImageData(0, 0, width, height);
}

/**
 * A large JPEG made smaller by its decoder, where the browser has one that can (WebCodecs): in Chromium faster than
 * createImageBitmap, which decodes every pixel first.
 *
 * @returns undefined for any other picture, and where the browser would not turn it as its metadata says
 */
async function decodeScaled(
  file: Uint8Array<ArrayBuffer>,
  { type, width, height, hasMetadata }: PictureHeader,
): Promise<VideoFrame | undefined> {
  if (type !== 'image/jpeg' || width * height <= DECODED_AREA || typeof ImageDecoder === 'undefined')
    return undefined;
  if (hasMetadata && !('rotation' in VideoFrame.prototype)) return undefined;
  const scale = Math.sqrt(DECODED_AREA / (width * height));
  const decoder = new ImageDecoder({
    data: file,
    type,
    colorSpaceConversion: 'none',
    desiredWidth: Math.floor(width * scale),
    desiredHeight: Math.floor(height * scale),
  });
  try {
    const { image } = await decoder.decode();
    if (image.displayWidth * image.displayHeight <= DECODED_AREA) return image;
    image.close();
    return undefined;
  } catch {
    return undefined;
  } finally {
    decoder.close();
  }
}

/** In pixels, upright. */
function sizeOf(picture: ImageBitmap | VideoFrame): { readonly width: number; readonly height: number } {
  return 'displayWidth' in picture
    ? { width: picture.displayWidth, height: picture.displayHeight }
    : { width: picture.width, height: picture.height };
}
