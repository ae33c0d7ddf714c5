import { downloadZip } from 'client-zip';
import { describe, expect, it } from 'vitest';
import { openReader } from '../../../src/data/recognise';
import { toFailure } from '../../../src/shared/errors';
import { csvText, HEADER, levelPixels } from '../tiny-fer2013';
import { oneFile } from '../one-file';

const rows = Array.from({ length: 10 }, (_, index) => ({ level: index, emotion: index % 7 }));

async function zipOf(entries: Readonly<Record<string, string>>): Promise<File> {
  const files = Object.entries(entries).map(([name, input]) => ({ name, input }));
  return new File([await downloadZip(files).blob()], 'faces.zip');
}

async function read(file: File) {
  const reader = await openReader(oneFile(file));
  const portions = reader.read();
  let samples = 0;
  for (;;) {
    const step = await portions.next();
    if (step.done) return { kind: reader.kind, samples, splitSource: step.value.splitSource };
    samples += step.value.samples.length;
  }
}

describe('a FER2013 CSV in a zip', () => {
  it('is found by its header, in any folder and under any name', async () => {
    const zip = await zipOf({ 'readme.txt': 'hello', 'deep/down/faces.data': csvText(rows) });
    expect(await read(zip)).toEqual({ kind: 'fer2013-csv', samples: 10, splitSource: 'official' });
  });

  it('is the one that names its parts, where the training rows are there a second time', async () => {
    const training = `emotion,pixels\n${rows.map(() => `0,${levelPixels(255)}\n`).join('')}`;
    const zip = await zipOf({ 'train.csv': training, 'icml_face_data.csv': csvText(rows) });
    expect((await read(zip)).splitSource).toBe('official');
  });

  it('is refused when it was damaged inside the zip', async () => {
    const zip = await zipOf({ 'fer2013.csv': csvText(rows) });
    const bytes = new Uint8Array(await zip.arrayBuffer());
    bytes[30 + 'fer2013.csv'.length + HEADER.length + 500] = 57; // a 9 among the pixels
    const failure = await read(new File([bytes], 'faces.zip')).catch(toFailure);
    expect(failure).toEqual({ code: 'data/bad-archive', details: { name: 'faces.zip' } });
  });

  it('is not any CSV', async () => {
    const failure = await read(await zipOf({ 'prices.csv': 'a,b\n1,2\n' })).catch(toFailure);
    expect(failure).toEqual({ code: 'data/unknown-format', details: { name: 'faces.zip' } });
  });
});
