import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { openReader } from '../../../src/data/recognise';
import type { Sample } from '../../../src/data/reader';
import { toFailure } from '../../../src/shared/errors';
import { csvText } from '../tiny-fer2013';
import { oneFile } from '../one-file';

const rows = Array.from({ length: 30 }, (_, index) => ({
  level: index * 7,
  emotion: index % 7,
  usage: index < 20 ? 'Training' : 'PublicTest',
}));

async function tarOf(entries: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
  const files = Object.entries(entries).map(([name, body]) => ({
    header: { name, size: body.length, type: 'file' as const },
    body,
  }));
  return packTar([{ header: { name: 'fer2013/', size: 0, type: 'directory' as const } }, ...files]);
}

const KAGGLE = {
  'fer2013/README': 'The data consists of 48x48 pixel grayscale images of faces.',
  'fer2013/fer2013.csv': csvText(rows),
  'fer2013/fer2013.bib': '@incollection{goodfellow}',
};

async function gzipped(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

async function samplesOf(file: File): Promise<Sample[]> {
  const portions = (await openReader(oneFile(file))).read();
  const samples: Sample[] = [];
  for await (const portion of portions) samples.push(...portion.samples);
  return samples;
}

const failureOf = (file: File) => samplesOf(file).then(() => undefined, toFailure);
const badArchive = { code: 'data/bad-archive', details: { name: 'faces' } };

describe('a gzipped tar of several members', () => {
  const members = async () => {
    const tar = await tarOf({ ...KAGGLE, 'fer2013/fer2013.csv': csvText([...rows, ...rows, ...rows]) });
    const cuts = [0, 700, 90_000, 250_000, tar.length];
    return Promise.all(cuts.slice(1).map((end, place) => gzipped(tar.slice(cuts[place], end))));
  };

  it('is read whole, zeros behind it or not', async () => {
    expect(await samplesOf(new File(await members(), 'a.tar.gz'))).toHaveLength(90);
    expect(await samplesOf(new File([...(await members()), new Uint8Array(512)], 'a.tar.gz'))).toHaveLength(
      90,
    );
  });

  it('is refused where a member is damaged, cut or followed by something else', async () => {
    const parts = await members();
    const [first, second] = parts;
    if (!first || !second) throw new Error('no members');
    const damaged = second.slice();
    damaged[damaged.length - 6] = (damaged[damaged.length - 6] ?? 0) ^ 1; // its checksum
    for (const bytes of [
      [first, damaged, ...parts.slice(2)],
      [...parts.slice(0, -1), parts.at(-1)?.slice(0, -9) ?? ''],
      [...parts, 'something else'],
    ]) {
      expect(await failureOf(new File(bytes, 'faces'))).toEqual(badArchive);
    }
  });
});

describe('FER2013 as Kaggle ships it, a gzipped tar', () => {
  it('is read like the CSV in it, whatever the file is called', async () => {
    const file = new File([await gzipped(await tarOf(KAGGLE))], 'photos.jpg');
    const reader = await openReader(oneFile(file));
    expect(reader).toMatchObject({
      kind: 'fer2013-csv',
      totalBytes: KAGGLE['fer2013/fer2013.csv'].length,
    });
    const samples = await samplesOf(file);
    expect(samples.map(({ label, split, pixels, origin }) => [label, split, pixels[9], origin])).toEqual(
      rows.map(({ emotion, level, usage }, index) => [
        emotion,
        usage === 'Training' ? 'train' : 'validation',
        level,
        index + 2,
      ]),
    );
  });

  it('is read without the gzip too', async () => {
    expect(await samplesOf(new File([await tarOf(KAGGLE)], 'fer2013.tar'))).toHaveLength(30);
  });

  it('is no dataset without such a CSV', async () => {
    const file = new File([await gzipped(await tarOf({ 'fer2013/notes.csv': 'a,b\n1,2\n' }))], 'faces');
    expect(await failureOf(file)).toEqual({ code: 'data/unknown-format', details: { name: 'faces' } });
  });

  it.each([0.2, 0.6, 0.999])('is refused when it was cut at %f of its length', async (share) => {
    const whole = await gzipped(await tarOf(KAGGLE));
    const cut = new File([whole.subarray(0, Math.floor(whole.length * share))], 'faces');
    expect(await failureOf(cut)).toEqual(badArchive);
  });

  it('is refused when the gzip is whole but the tar in it was cut', async () => {
    const tar = await tarOf(KAGGLE);
    expect(await failureOf(new File([await gzipped(tar.slice(0, 30_000))], 'faces'))).toEqual(badArchive);
  });

  it('is refused when a byte of it was changed, also behind the CSV', async () => {
    const whole = await gzipped(await tarOf(KAGGLE));
    whole[whole.length - 6] = (whole[whole.length - 6] ?? 0) ^ 1; // of the checksum
    expect(await failureOf(new File([whole], 'faces'))).toEqual(badArchive);
  });

  it('is refused when a header of the tar was changed', async () => {
    const tar = await tarOf(KAGGLE);
    tar[512 + 3] = 120; // in the name of the second entry
    expect(await failureOf(new File([await gzipped(tar)], 'faces'))).toEqual(badArchive);
  });

  it('is refused when it unpacks to hundreds of times its size', async () => {
    const bomb = new File([await gzipped(new Uint8Array(8 * 1024 * 1024))], 'faces');
    const tar = await tarOf({ 'a/zeros.bin': '\0'.repeat(4 * 1024 * 1024), ...KAGGLE });
    const tooLarge = { code: 'data/too-large', details: { limit: 200, unit: 'ratio' } };
    expect(await failureOf(new File([await gzipped(tar)], 'faces'))).toEqual(tooLarge);
    expect((await failureOf(bomb))?.code).toBe('data/too-large');
  });
});
