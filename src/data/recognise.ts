import { AppError } from '../shared/errors';
import { openFer2013Csv } from './formats/fer2013-csv';
import { openImageZip } from './formats/image-zip';
import type { Reader } from './reader';
import { readingFailure } from './reading-failure';

const START_BYTES = 4096;

/**
 * Finds the reader for a file by what is in it; names and endings do not count.
 *
 * @throws AppError data/no-images for an empty file, data/unknown-format, what the formats throw on opening
 */
export async function openReader(file: File): Promise<Reader> {
  const start = new Uint8Array(await file.slice(0, START_BYTES).arrayBuffer().catch(readingFailure));
  if (start.length === 0) throw new AppError('data/no-images');
  if (startsWith(start, [0x50, 0x4b, 3, 4]) || startsWith(start, [0x50, 0x4b, 5, 6]))
    return openImageZip(file);
  if (startsWith(start, [0xff, 0xfe]) || startsWith(start, [0xfe, 0xff])) {
    throw new AppError('data/bad-header', { found: 'UTF-16' });
  }
  // Text holds no NUL; every binary format one meets does, early.
  if (start.includes(0)) throw new AppError('data/unknown-format', { name: file.name });
  return openFer2013Csv(file);
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
