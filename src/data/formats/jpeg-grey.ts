import type { GreyPicture } from '../grey';
import { JpegBits } from './jpeg-bits';
import { writeBlock, writeFlat } from './jpeg-block';
import { type CodedComponent, type JpegHeader, readJpegHeader } from './jpeg-header';

const EOI = 0xd9; // marker: end of the picture
const BLOCK = new Int32Array(64); // coefficients of the block under way; all zero between two
const WASTE = new Int32Array(64); // those of colours

/**
 * The grey levels of an ordinary JPEG (ITU-T T.81, baseline): of a grey one all there is, of a colour one the Y of
 * YCbCr, which is .299 R + .587 G + .114 B. To the bit what browsers decode.
 *
 * @returns undefined for any other JPEG, a damaged one too: the browser judges those
 */
export function decodeJpegGrey(file: Uint8Array): GreyPicture | undefined {
  const header = readJpegHeader(file);
  return header && decodeScan(file, header);
}

function decodeScan(file: Uint8Array, header: JpegHeader): GreyPicture | undefined {
  const { width, height, components, quantisers, start } = header;
  const { across, down, first, rest } = components[0] as CodedComponent; // of what is grey, or Y
  const unitsAcross = Math.ceil(width / (8 * across));
  const unitsDown = Math.ceil(height / (8 * down));
  const stride = unitsAcross * across * 8;
  const levels = new Uint8ClampedArray(unitsDown * down * 8 * stride);
  const bits = new JpegBits(file, start);
  let level = 0; // the first coefficient, which the next block's is coded as a difference from
  for (let unit = 0; unit < unitsAcross * unitsDown && !bits.isWrong; unit += 1) {
    const corner = (Math.floor(unit / unitsAcross) * down * stride + (unit % unitsAcross) * across) * 8;
    for (let block = 0; block < across * down; block += 1) {
      const at = corner + ((block >> (across - 1)) * stride + (block & (across - 1))) * 8;
      level += bits.first(first);
      const scaled = level * (quantisers[0] as number);
      if (bits.rest(rest, quantisers, BLOCK)) {
        BLOCK[0] = scaled;
        writeBlock(BLOCK, levels, at, stride);
      } else writeFlat(scaled, levels, at, stride);
    }
    for (let colour = 1; colour < components.length; colour += 1)
      skip(bits, components[colour] as CodedComponent);
  }
  return bits.endsAt(EOI) ? { width, height, pixels: cropped(levels, stride, width, height) } : undefined;
}

/** What a colour adds is read, since only so the bits behind it are found. */
function skip(bits: JpegBits, { first, rest }: CodedComponent): void {
  bits.first(first);
  bits.rest(rest, WASTE, WASTE);
}

function cropped(levels: Uint8ClampedArray, stride: number, width: number, height: number): Uint8Array {
  if (stride === width) return new Uint8Array(levels.buffer, 0, width * height);
  const pixels = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1)
    pixels.set(levels.subarray(row * stride, row * stride + width), row * width);
  return pixels;
}
