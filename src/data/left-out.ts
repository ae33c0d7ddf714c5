import type { Rejection } from '../shared/dataset';
import { AppError } from '../shared/errors';
import type { Portion, Reader, ReadEnd } from './reader';

const SHOWN = 120; // characters of such a name, which may be endless

/** A file of an archive that is not read because of its name. */
export function unsafeName(path: string): Rejection {
  return { at: { file: shownName(path) }, reason: 'name-unsafe' };
}

function shownName(path: string): string {
  const letters = Array.from(path.slice(0, 2 * SHOWN)); // not cut inside a character of two code units
  return letters.length > SHOWN ? `${letters.slice(0, SHOWN).join('')}…` : path;
}

/** Why an archive is refused that has something to import under such names alone. */
export function onlyUnsafe(archive: string, path: string): AppError {
  return new AppError('data/unsafe-names', { name: archive, found: shownName(path) });
}

/** The reader with what is known to be left out before anything is read. */
export function leavingOut(reader: Reader, known: readonly Rejection[]): Reader {
  if (known.length === 0) return reader;
  const { listed, totalBytes, totalImages = totalBytes } = reader;
  const first: Portion = { samples: [], rejections: known, doneBytes: 0, mostToCome: totalImages };
  async function* read(): AsyncGenerator<Portion, ReadEnd, void> {
    yield first;
    return yield* reader.read();
  }
  return {
    ...reader,
    ...(listed && { listed: { ...listed, rejections: [...known, ...listed.rejections] } }),
    read,
  };
}

/** The reader with what it finds to be left out on its way. @param found filled when the reader has come to its end */
export function leavingOutAtEnd(reader: Reader, found: readonly Rejection[]): Reader {
  async function* read(): AsyncGenerator<Portion, ReadEnd, void> {
    const end = yield* reader.read();
    if (found.length > 0)
      yield { samples: [], rejections: found, doneBytes: reader.totalBytes, mostToCome: 0 };
    return end;
  }
  return { ...reader, read };
}
