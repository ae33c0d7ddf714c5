/** Whether the bytes are a picture that moves: an animated GIF, PNG or WebP. Browsers decode its first frame. */
export function isAnimated(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isGif(bytes)) return hasSecondFrame(view);
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47) return hasAnimationControl(view);
  return (
    bytes.length >= 30 &&
    view.getUint32(0) === 0x52494646 && // RIFF
    view.getUint32(12) === 0x56503858 && // VP8X, whose flags say it
    (view.getUint8(20) & 0b10) !== 0
  );
}

/** GIF87a or GIF89a. */
export function isGif(bytes: Uint8Array): boolean {
  return bytes.length >= 13 && /^GIF8[79]a$/.test(new TextDecoder('latin1').decode(bytes.subarray(0, 6)));
}

/** Size of a GIF, px. */
export function gifSize(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** APNG says so in a chunk before the first picture data. */
function hasAnimationControl(view: DataView): boolean {
  let at = 8;
  while (at + 8 <= view.byteLength) {
    const type = view.getUint32(at + 4);
    if (type === 0x6163544c) return true; // acTL
    if (type === 0x49444154) return false; // IDAT
    at += 12 + view.getUint32(at);
  }
  return false;
}

const PICTURE = 0x2c;
const EXTENSION = 0x21;

/** Walks the blocks of a GIF until a second picture, or the end of what can be read. */
function hasSecondFrame(view: DataView): boolean {
  let pictures = 0;
  let at = 13 + colourTableBytes(view.getUint8(10));
  while (at + 10 <= view.byteLength) {
    const kind = view.getUint8(at);
    if (kind === PICTURE) {
      pictures += 1;
      if (pictures === 2) return true;
      at = afterSubBlocks(view, at + 11 + colourTableBytes(view.getUint8(at + 9)));
    } else if (kind === EXTENSION) at = afterSubBlocks(view, at + 2);
    else return false;
  }
  return false;
}

/** Three bytes a colour; 0 when the flag says that there is no table. */
function colourTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Data comes in blocks that say their length; one of length 0 ends them. */
function afterSubBlocks(view: DataView, start: number): number {
  let at = start;
  while (at < view.byteLength && view.getUint8(at) !== 0) at += view.getUint8(at) + 1;
  return at + 1;
}
