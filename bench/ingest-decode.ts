import { filesOfZip } from '../src/data/formats/zip-files';

const BATCH = 256; // at a time, as the importer does it

let pictures: Uint8Array<ArrayBuffer>[] = [];

/** Unpacks all pictures into memory. @returns how many */
export async function preparePictures(zip: File): Promise<number> {
  pictures = [];
  for (const file of await filesOfZip(zip)) pictures.push(await file.read());
  return pictures.length;
}

/** Every picture through the browser's decoder to its bytes, and nothing else: no archive, no grey, no store. */
export async function decodeAlone(): Promise<number> {
  let decoded = 0;
  for (let first = 0; first < pictures.length; first += BATCH) {
    const frames = await Promise.all(pictures.slice(first, first + BATCH).map(decode));
    decoded += frames.length;
  }
  return decoded;
}

async function decode(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const decoder = new ImageDecoder({ data, type: 'image/jpeg', colorSpaceConversion: 'none' });
  const { image } = await decoder.decode();
  const pixels = new Uint8Array(image.allocationSize());
  await image.copyTo(pixels);
  image.close();
  decoder.close();
  return pixels;
}
