import type { Copy } from './planned-copies';

interface ZipTold {
  readonly signal: AbortSignal;
  onEach(): void;
  /** One photo, by its path, that can no longer be read. */
  onNotCopied(from: string): void;
}

/** The copies as entries of a zip. A photo is read whole before its entry begins, so that one that fails leaves none. */
export async function* zipEntries(
  copies: readonly Copy[],
  fileAt: (path: string) => File | undefined,
  { signal, onEach, onNotCopied }: ZipTold,
) {
  for (const { from, folder, name } of copies) {
    if (signal.aborted) return;
    const file = fileAt(from);
    const input = await file?.arrayBuffer().catch(() => undefined);
    if (file && input) yield { name: `${folder}/${name}`, lastModified: new Date(file.lastModified), input };
    else onNotCopied(from);
    onEach();
  }
}

/** What the model saw of a sticker that moves, as a PNG; undefined where it can no longer be decoded. */
export async function firstFrame(file: Blob): Promise<Blob | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return undefined;
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}
