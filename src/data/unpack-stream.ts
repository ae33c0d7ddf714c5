import { tooLarge, UNJUDGED_BYTES, UNPACKED_RATIO } from './limits';

type Unpacker = TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>;

/**
 * Unpacks a stream and stops where too much comes out of it, whatever its headers promise.
 *
 * @param limitBytes of the unpacked stream
 * @throws AppError data/too-large through the stream; TypeError for packed data that is damaged or cut
 */
export function unpackStream(
  packed: ReadableStream<Uint8Array<ArrayBuffer>>,
  unpacker: CompressionFormat | Unpacker,
  limitBytes: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let packedBytes = 0;
  let bytes = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (chunk, controller) => {
      packedBytes += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const judged = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (chunk, controller) => {
      bytes += chunk.length;
      if (bytes > limitBytes) throw tooLarge('bytes', limitBytes);
      if (bytes > UNJUDGED_BYTES && bytes > UNPACKED_RATIO * packedBytes)
        throw tooLarge('ratio', UNPACKED_RATIO);
      controller.enqueue(chunk);
    },
  });
  return packed
    .pipeThrough(counted)
    .pipeThrough(typeof unpacker === 'string' ? new DecompressionStream(unpacker) : unpacker)
    .pipeThrough(judged);
}

/** The pieces of a stream. Returning early cancels it. */
export async function* chunksOf<Chunk>(stream: ReadableStream<Chunk>): AsyncGenerator<Chunk, void, void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // a stream that already failed has said so above
  }
}

/** Pieces as a stream, made when they are asked for. */
export function streamOf<Chunk>(chunks: AsyncGenerator<Chunk, void, void>): ReadableStream<Chunk> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await chunks.return();
    },
  });
}

/** The start of a stream up to its first line break, `limitBytes` at most; the rest is not read. */
export async function firstLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const line: number[] = [];
  for await (const chunk of chunksOf(stream)) {
    const end = chunk.findIndex((byte) => byte === 10 || byte === 13);
    line.push(...chunk.subarray(0, Math.min(end < 0 ? chunk.length : end, limitBytes - line.length)));
    if (end >= 0 || line.length >= limitBytes) break;
  }
  return Uint8Array.from(line);
}

/** The start of a stream, `limitBytes` at most; the rest is not read. */
export async function startOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const start = new Uint8Array(limitBytes);
  let filled = 0;
  for await (const chunk of chunksOf(stream)) {
    const taken = chunk.subarray(0, limitBytes - filled);
    start.set(taken, filled);
    filled += taken.length;
    if (filled === limitBytes) break;
  }
  return start.subarray(0, filled);
}
