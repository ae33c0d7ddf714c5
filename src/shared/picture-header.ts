/** What a picture says of itself before it is decoded. */
export interface PictureHeader {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/bmp';
  readonly width: number; // px
  readonly height: number; // px
  /** Carries metadata (EXIF, XMP), which may say that the picture is to be turned. */
  readonly hasMetadata: boolean;
}

/**
 * Reads the header of a PNG, JPEG, WebP or BMP, without decoding anything: a few bytes can claim 20,000 x 20,000.
 *
 * @returns undefined when the bytes are none of them, or stop before the size
 */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47) return pngHeader(view);
  if (bytes.length >= 4 && view.getUint16(0) === 0xffd8) return jpegHeader(view);
  if (bytes.length >= 30 && view.getUint32(0) === 0x52494646 && view.getUint32(8) === 0x57454250)
    return webpHeader(view);
  if (bytes.length >= 26 && view.getUint16(0) === 0x424d) return bmpHeader(view);
  return undefined;
}

/** Whether the bytes are a HEIC picture: a box `ftyp` whose first brand is one of HEVC still images. */
export function isHeic(bytes: Uint8Array): boolean {
  const start = new TextDecoder('latin1').decode(bytes.subarray(4, 12));
  return /^ftyp(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(start);
}

/** The first chunk says the size: VP8X the canvas, VP8L 14 bits each, VP8 the key frame's. All little-endian. */
function webpHeader(view: DataView): PictureHeader | undefined {
  const type = 'image/webp';
  const chunk = view.getUint32(12);
  if (chunk === 0x56503858) {
    const read24 = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
    const hasMetadata = (view.getUint8(20) & 0b1100) !== 0; // EXIF, XMP
    return { type, width: read24(24) + 1, height: read24(27) + 1, hasMetadata };
  }
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, hasMetadata: false };
  }
  if (chunk !== 0x56503820) return undefined;
  const read14 = (at: number) => view.getUint16(at, true) & 0x3fff; // above it the scale
  return { type, width: read14(26), height: read14(28), hasMetadata: false };
}

/** BITMAPINFOHEADER and its successors; a negative height means that the top row comes first. */
function bmpHeader(view: DataView): PictureHeader | undefined {
  if (view.getUint32(14, true) < 40) return undefined;
  const width = view.getInt32(18, true);
  return { type: 'image/bmp', width, height: Math.abs(view.getInt32(22, true)), hasMetadata: false };
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
