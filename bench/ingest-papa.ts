import Papa from 'papaparse';
import type { Portion, ReadEnd, Reader, Sample } from '../src/data/reader';
import { FER2013_IMAGE, type Split } from '../src/shared/dataset';
import { EXPRESSIONS } from '../src/shared/labels';

const SPLITS: Readonly<Record<string, Split>> = {
  Training: 'train',
  PublicTest: 'validation',
  PrivateTest: 'test',
};

/** PapaParse, then split and Number: how one reads FER2013 without a reader of its own. @returns rows */
export function papaRows(file: File, take: (sample: Sample) => void): Promise<number> {
  let row = 0;
  return new Promise((resolve, reject) => {
    Papa.parse<string[]>(file, {
      skipEmptyLines: true,
      chunk: ({ data }) => {
        for (const fields of data) {
          row += 1;
          if (row > 1) take(sampleOf(fields, row));
        }
      },
      complete: () => resolve(row - 1),
      error: reject,
    });
  });
}

function sampleOf([emotion = '', pixels = '', usage = '']: readonly string[], origin: number): Sample {
  return {
    pixels: Uint8Array.from(pixels.split(' ').map(Number)),
    label: Number(emotion),
    split: SPLITS[usage] ?? 'train',
    origin,
  };
}

/** The same as a reader of ours, so that both are stored by the same code: chunk after chunk, held back while one is stored. */
export function papaReader(file: File): Reader {
  return {
    kind: 'fer2013-csv',
    labels: EXPRESSIONS,
    image: FER2013_IMAGE,
    isDrawn: false,
    totalBytes: file.size,
    read: () => papaPortions(file),
  };
}

async function* papaPortions(file: File): AsyncGenerator<Portion, ReadEnd, void> {
  const chunks = papaChunks(file);
  for await (const samples of chunks) yield { samples, rejections: [], doneBytes: 0, mostToCome: 1 };
  return { splitSource: 'official', isTruncated: false };
}

async function* papaChunks(file: File): AsyncGenerator<Sample[], void, void> {
  let row = 0;
  let resume = () => undefined as void;
  let deliver: (samples: Sample[] | undefined) => void = () => undefined;
  let next = new Promise<Sample[] | undefined>((resolve) => (deliver = resolve));
  Papa.parse<string[]>(file, {
    skipEmptyLines: true,
    chunk: ({ data }, parser) => {
      parser.pause();
      resume = () => parser.resume();
      const samples = data.flatMap((fields) => ((row += 1) > 1 ? [sampleOf(fields, row)] : []));
      deliver(samples);
    },
    complete: () => deliver(undefined),
  });
  for (;;) {
    const samples = await next;
    if (!samples) return;
    yield samples;
    next = new Promise((resolve) => (deliver = resolve));
    resume();
  }
}
