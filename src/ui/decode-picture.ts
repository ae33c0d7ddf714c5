import { AppError } from '../shared/errors';
import { readPictureHeader } from '../shared/picture-header';
import { DECODED_AREA, isFairSize, PICTURE_BYTES, shrink } from '../shared/picture-limits';

/** As for stored photos: without it a colour profile would change levels, differently on different screens. */
const OPTIONS = { colorSpaceConversion: 'none', imageOrientation: 'from-image' } as const;

/**
 * A picture to show and to read, upright; one of more than 16 megapixels smaller than it is.
 *
 * @throws AppError live/picture-too-large before it costs memory, live/bad-picture
 */
export async function decodePicture(file: Blob, name: string): Promise<ImageBitmap> {
  if (file.size > PICTURE_BYTES) throw new AppError('live/picture-too-large', { name });
  try {
    const header = readPictureHeader(new Uint8Array(await file.arrayBuffer()));
    if (header && !isFairSize(header.width, header.height))
      throw new AppError('live/picture-too-large', { name });
    const picture = await createImageBitmap(file, { ...OPTIONS, ...(header && shrink(header)) });
    if (picture.width * picture.height <= DECODED_AREA) return picture;
    // A kind whose header nobody reads here, such as GIF.
    const smaller = await createImageBitmap(picture, shrink(picture));
    picture.close();
    return smaller;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('live/bad-picture', { name }, { cause });
  }
}
