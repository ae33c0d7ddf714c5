/** One file of whatever was chosen: of a zip, of a folder, or by itself. */
export interface SourceFile {
  readonly path: string; // as the archive or folder spells it
  readonly size: number; // bytes, unpacked, as promised
  readonly packedSize: number; // bytes it takes in the source
  /** The whole file. @throws AppError data/unreadable, Error where it is not what the source promises */
  read(): Promise<Uint8Array<ArrayBuffer>>;
  /** The file piece by piece; fails as read does. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** A file with its place in the folder it was found in; a file by itself has its name alone. */
export interface PlacedFile {
  readonly path: string;
  readonly file: File;
}

export function fileOnDisk({ path, file }: PlacedFile): SourceFile {
  return {
    path,
    size: file.size,
    packedSize: file.size,
    read: async () => new Uint8Array(await file.arrayBuffer()),
    stream: () => file.stream(),
  };
}
