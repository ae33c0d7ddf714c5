/** What a picture says of itself before it is decoded. */
export interface PictureHeader {
  readonly type: 'image/png' | 'image/jpeg';
  readonly width: number; // px
  readonly height: number; // px
  /** Carries metadata (EXIF, XMP), which may say that the picture is to be turned. */
  readonly hasMetadata: boolean;
}

/**
 * Reads the header of a PNG or JPEG, without decoding anything: a few bytes can claim 20,000 x 20,000.
 *
 * @returns undefined when the bytes are neither, or stop before the size
 */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47) return pngHeader(view);
  if (bytes.length >= 4 && view.getUint16(0) === 0xffd8) return jpegHeader(view);
  return undefined;
}

/** IHDR is always the first chunk: length, type, width, height. */
function pngHeader(view: DataView): PictureHeader | undefined {
  if (view.getUint32(12) !== 0x49484452) return undefined;
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20), hasMetadata: false };
}

/** Walks the segments to the start of frame, which holds precision, height, width. */
function jpegHeader(view: DataView): PictureHeader | undefined {
  let hasMetadata = false;
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (isStartOfFrame(marker)) {
      return {
        type: 'image/jpeg',
        width: view.getUint16(at + 7),
        height: view.getUint16(at + 5),
        hasMetadata,
      };
    }
    hasMetadata ||= marker === 0xe1;
    at += segmentLength(view, at, marker);
  }
  return undefined;
}

/** SOF0..SOF15 without the three codes among them that mean something else (DHT, JPG, DAC). */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Marker included. A fill byte is followed by the marker itself; some markers stand alone. */
function segmentLength(view: DataView, at: number, marker: number): number {
  if (marker === 0xff) return 1;
  const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
  return standsAlone ? 2 : 2 + view.getUint16(at + 2);
}
