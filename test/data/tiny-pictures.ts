import { downloadZip } from 'client-zip';
import { crc32 } from '../../src/data/crc32';

export type Level = (x: number, y: number) => number;

/** A grey picture as a file. PNG keeps every level; JPEG does not. */
export async function pictureFile(
  level: Level,
  {
    width = 48,
    height = 48,
    type = 'image/png',
    quality = 0.9,
  }: { width?: number; height?: number; type?: string; quality?: number } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D; // never null for '2d' on a fresh canvas
  const picture = context.createImageData(width, height);
  for (let index = 0; index < width * height; index += 1) {
    const grey = level(index % width, Math.floor(index / width));
    picture.data.set([grey, grey, grey, 255], index * 4);
  }
  context.putImageData(picture, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type, quality })).arrayBuffer());
}

/** A black PNG of one bit per pixel: a hundred megapixels in 12 KB. */
export async function blankPng(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const row = new Uint8Array(1 + Math.ceil(width / 8));
  const rows = new Blob(Array.from({ length: height }, () => row)).stream();
  const packed = new Uint8Array(
    await new Response(rows.pipeThrough(new CompressionStream('deflate'))).arrayBuffer(),
  );
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header[8] = 1; // bits
  const parts = [chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', new Uint8Array())];
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return new Uint8Array(await new Blob([signature, ...parts]).arrayBuffer());
}

function chunk(name: string, data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(data, 8);
  view.setUint32(0, data.length);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

export async function zipOf(
  entries: Readonly<Record<string, Uint8Array<ArrayBuffer> | string>>,
  name = 'faces.zip',
): Promise<File> {
  const files = Object.entries(entries).map(([path, input]) => ({ name: path, input }));
  return new File([await downloadZip(files).blob()], name);
}
