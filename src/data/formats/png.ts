import type { ImageSpec } from '../../shared/dataset';
import { crc32 } from '../crc32';
import { chunksOf } from '../unpack-stream';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const COLOUR_TYPES = { 1: 0, 3: 2 } as const; // by channels: grey, RGB

/**
 * A picture as a PNG of 8 bits (ISO/IEC 15948), nothing lost. The browser's own encoder makes RGBA of everything, ten
 * times as slowly.
 *
 * @param pixels [height, width, channels]
 */
export async function pngOf(pixels: Uint8Array, image: ImageSpec): Promise<Uint8Array<ArrayBuffer>> {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, image.width);
  header.setUint32(4, image.height);
  header.setUint8(8, 8); // bits
  header.setUint8(9, COLOUR_TYPES[image.channels]);
  return joined([
    SIGNATURE,
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', await deflate(unfiltered(pixels, image))),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** Every row behind its filter type, 0: as it is. */
function unfiltered(pixels: Uint8Array, { height, width, channels }: ImageSpec): Uint8Array<ArrayBuffer> {
  const row = width * channels;
  const rows = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y += 1) rows.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  return rows;
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed: Uint8Array<ArrayBuffer>[] = [];
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  for await (const piece of chunksOf(stream)) packed.push(piece);
  return joined(packed);
}

/** Length, name, data, checksum of name and data. */
function chunk(name: string, data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const named = joined([new TextEncoder().encode(name), data]);
  const ends = new DataView(new ArrayBuffer(8));
  ends.setUint32(0, data.length);
  ends.setUint32(4, crc32(named));
  return joined([new Uint8Array(ends.buffer, 0, 4), named, new Uint8Array(ends.buffer, 4, 4)]);
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
