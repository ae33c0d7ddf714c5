import type { ImportSource } from '../../src/data/recognise';

/** A single file, as it comes from the file dialog. */
export function oneFile(file: File): ImportSource {
  return { name: file.name, files: [{ path: file.name, file }] };
}
