import type { Rejection } from '../shared/dataset';
import type { Portion, Reader, ReadEnd } from './reader';

const SHOWN = 120; // characters of such a name, which may be endless

/** A file of an archive that is not read because of its name. */
export function unsafeName(path: string): Rejection {
  const letters = Array.from(path.slice(0, 2 * SHOWN)); // not cut inside a character of two code units
  const file = letters.length > SHOWN ? `${letters.slice(0, SHOWN).join('')}…` : path;
  return { at: { file }, reason: 'name-unsafe' };
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
