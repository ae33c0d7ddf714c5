import { downloadZip } from 'client-zip';

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

export async function zipOf(
  entries: Readonly<Record<string, Uint8Array<ArrayBuffer> | string>>,
  name = 'faces.zip',
): Promise<File> {
  const files = Object.entries(entries).map(([path, input]) => ({ name: path, input }));
  return new File([await downloadZip(files).blob()], name);
}
