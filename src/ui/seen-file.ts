import type { ImageSpec } from '../shared/dataset';
import { AppError } from '../shared/errors';
import { toPicture } from './parts/FaceMosaic';

/** A face as the model saw it, as PNG. */
export async function pictureFile(pixels: Uint8Array, image: ImageSpec): Promise<Blob> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: image.width, height: image.height });
  canvas.getContext('2d')?.putImageData(toPicture(pixels, image), 0, 0);
  return await pngOf(canvas);
}

export async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new AppError('internal/unexpected', { cause: 'no PNG' });
  return blob;
}
