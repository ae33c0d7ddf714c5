import { Inflate } from 'pako';
import { AppError } from '../shared/errors';
import { isFileGone } from './reading-failure';
import { chunksOf, streamOf, unpackStream } from './unpack-stream';

/**
 * Unpacks a gzip file, also one of several members one after the other, as `cat` and pigz make them: the browser's own
 * unpacker is twice as fast and fails at the second member, so it goes first and pako takes over where it stops.
 *
 * @throws as unpackStream, through the stream
 */
export function gunzip(file: Blob, limitBytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  return streamOf(unpacked(file, limitBytes));
}

async function* unpacked(
  file: Blob,
  limitBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  let bytes = 0;
  try {
    for await (const piece of chunksOf(unpackStream(file.stream(), 'gzip', limitBytes))) {
      bytes += piece.length;
      yield piece;
    }
  } catch (error) {
    if (error instanceof AppError || isFileGone(error)) throw error;
    yield* after(bytes, chunksOf(unpackStream(file.stream(), memberUnpacker(), limitBytes)));
  }
}

async function* after(
  skipped: number,
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  let left = skipped;
  for await (const piece of pieces) {
    if (left < piece.length) yield piece.subarray(left);
    left = Math.max(0, left - piece.length);
  }
}

/** What pako's type leaves out. */
type Member = Inflate & { readonly ended: boolean; readonly strm: { readonly avail_in: number } };

/** Checks size and checksum of every member; zeros may follow the last one, as tapes leave them. */
function memberUnpacker(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let member: Member | undefined;
  return new TransformStream({
    transform: (chunk, controller) => {
      for (let rest = chunk; rest.length > 0;) {
        if (!member) {
          const start = rest.findIndex((byte) => byte !== 0);
          if (start < 0) return;
          rest = rest.subarray(start);
          member = new Inflate() as Member;
          member.onData = (piece) => controller.enqueue(piece as Uint8Array<ArrayBuffer>); // never a string, unasked
        }
        member.push(rest);
        if (member.err) throw new TypeError(member.msg);
        if (!member.ended) return;
        rest = rest.subarray(rest.length - member.strm.avail_in);
        member = undefined;
      }
    },
    flush: () => {
      if (member) throw new TypeError('The file ends inside its packed data.');
    },
  });
}
