// The contenders of the ingest bench: our importer, and what one would use without it, over the same files and store.
import { deleteDB } from 'idb';
import { importFiles, storeDataset } from '../src/data/import-dataset';
import { readFer2013Csv } from '../src/data/formats/fer2013-csv';
import { openDatabase } from '../src/storage/database';
import { bestStores } from './ingest-best-store';
import { decodeAlone, preparePictures } from './ingest-decode';
import { encodePictures } from './ingest-pictures';
import { papaReader, papaRows } from './ingest-papa';
import { storeOurs } from './ingest-store';

interface Question {
  readonly task: keyof typeof TASKS;
  readonly files: Readonly<Record<'csv' | 'zip', File>>;
  readonly from?: number;
  readonly count?: number;
}

const DATABASE = 'mien-bench';
const never = new AbortController().signal;
let held: Uint8Array<ArrayBuffer>[] = []; // the CSV in memory, for what is measured without the disk

const TASKS = {
  encode: ({ from = 0, count = 0 }: Question) => encodePictures(from, count),
  hold: async ({ files }: Question) => {
    held = [];
    await eachChunk(files.csv, (chunk) => held.push(chunk));
    return held.length;
  },
  letGo: () => void (held = []),
  decodeText: () => timed(decodeHeld),
  parseHeld: () => timed(() => parseRows(streamOf(held), sizeOf(held))),
  parse: ({ files }: Question) => timed(() => parseRows(files.csv.stream(), files.csv.size)),
  papaParse: ({ files }: Question) => timed(() => papaRows(files.csv, () => undefined)),
  job: ({ files }: Question) => jobOf(files.csv),
  papaJob: ({ files }: Question) =>
    inDatabase((database) =>
      storeDataset(papaReader(files.csv), { name: 'papa', acceptTruncated: false }, database, never),
    ),
  zipJob: ({ files }: Question) => jobOf(files.zip),
  holdPictures: ({ files }: Question) => preparePictures(files.zip),
  decodePictures: () => timed(decodeAlone),
  storeOurs: () => storeOurs(DATABASE),
  storeBest: () => bestStores(DATABASE),
};

addEventListener('message', async ({ data }: MessageEvent<Question>) => {
  try {
    postMessage({ answer: await TASKS[data.task](data) });
  } catch (error) {
    postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});

/** @returns ms, and what the work returned */
async function timed<Result>(work: () => Result | Promise<Result>) {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

async function jobOf(file: File) {
  const request = { name: file.name, files: [{ path: file.name, file }], acceptTruncated: false };
  return inDatabase((database) => importFiles(request, database, never));
}

/** Imports into an empty database, which is removed afterwards and not in the time. @returns ms, images */
async function inDatabase(
  start: (database: Awaited<ReturnType<typeof openDatabase>>) => ReturnType<typeof importFiles>,
) {
  await deleteDB(DATABASE);
  const database = await openDatabase(DATABASE);
  try {
    return await timed(async () => {
      const steps = start(database);
      for (;;) {
        const { done, value } = await steps.next();
        if (done) return value?.images;
      }
    });
  } finally {
    database.close();
    await deleteDB(DATABASE);
  }
}

async function parseRows(stream: ReadableStream<Uint8Array>, bytes: number): Promise<number> {
  let rows = 0;
  for await (const { samples } of readFer2013Csv(stream, bytes)) rows += samples.length;
  return rows;
}

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  let next = 0;
  return new ReadableStream({
    pull: (controller) => {
      const chunk = chunks[next];
      next += 1;
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

function decodeHeld(): number {
  const decoder = new TextDecoder();
  return held.reduce((sum, chunk) => sum + decoder.decode(chunk, { stream: true }).length, 0);
}

function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

async function eachChunk(file: File, take: (chunk: Uint8Array<ArrayBuffer>) => void): Promise<void> {
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    take(value);
  }
}
