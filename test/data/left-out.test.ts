import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { pngOf } from '../../src/data/formats/png';
import { type ImportPreview, previewFiles } from '../../src/data/preview';
import { Rejections } from '../../src/data/rejections';
import { unsafeName } from '../../src/data/left-out';
import { FER2013_IMAGE, type Rejection } from '../../src/shared/dataset';
import { toFailure } from '../../src/shared/errors';
import { oneFile } from './one-file';
import { csvText } from './tiny-fer2013';
import { zipOf } from './tiny-pictures';

const CSV = csvText([{}, {}, {}]);
const OUTSIDE = { '../../etc/passwd': 'x', '/etc/shadow': 'x', 'C:\\x.csv': 'x' };

async function tarOf(entries: Readonly<Record<string, string>>): Promise<File> {
  const files = Object.entries(entries).map(([name, body]) => ({
    header: { name, size: body.length, type: 'file' as const },
    body,
  }));
  const folder = { header: { name: '/', size: 0, type: 'directory' as const } };
  return new File([await packTar([folder, ...files])], 'fer2013.tar');
}

async function preview(file: File): Promise<ImportPreview | undefined> {
  const steps = previewFiles(
    { ...oneFile(file), pictures: { several: 'leave-out' } },
    new AbortController().signal,
  );
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

const named = (...names: readonly string[]) => ({
  total: names.length,
  first: names.map((file) => ({ at: { file }, reason: 'name-unsafe' })),
  byReason: { 'name-unsafe': names.length },
});
const THREE = named('../../etc/passwd', '/etc/shadow', 'C:\\x.csv');

describe('files of an archive whose names lead elsewhere', () => {
  it('are problems of a tar, wherever they stand in it, and no rows of it', async () => {
    const { '../../etc/passwd': passwd, ...others } = OUTSIDE;
    const tar = await tarOf({ '../../etc/passwd': passwd, 'fer2013.csv': CSV, README: 'r', ...others });
    expect(await preview(tar)).toMatchObject({
      images: 3,
      rejected: THREE,
      otherCount: { usual: 35_887, found: 3 },
    });
  });

  it('are problems of a zip with a CSV, and of one with pictures', async () => {
    expect(await preview(await zipOf({ 'fer2013.csv': CSV, ...OUTSIDE }))).toMatchObject({
      images: 3,
      rejected: THREE,
      ignored: 0,
      otherCount: { found: 3 },
    });
    const picture = await pngOf(new Uint8Array(48 * 48), FER2013_IMAGE);
    const zip = await zipOf({
      'a/1.png': picture,
      'b/2.png': picture,
      '../b/3.png': picture,
      '.DS_Store': '',
    });
    expect(await preview(zip)).toMatchObject({ images: 2, rejected: named('../b/3.png'), ignored: 1 });
  });

  it('are shown by the first of their letters where there is no end to them', () => {
    expect(unsafeName(`/${'表'.repeat(600)}`).at).toEqual({ file: `/${'表'.repeat(119)}…` });
    expect(unsafeName(`/${'x'.repeat(119)}`).at).toEqual({ file: `/${'x'.repeat(119)}` });
  });

  it('are counted and the first of them named, and say nothing against the dataset', () => {
    const rejections = new Rejections();
    rejections.add(Array.from({ length: 3000 }, (_, at): Rejection => unsafeName(`/${at}`)));
    expect(() => rejections.judgeEnd(1, false, false)).not.toThrow();
    expect(rejections.byReason.get('name-unsafe')).toBe(3000);
    expect(rejections.first.map(({ at }) => at)).toHaveLength(20);
    expect(rejections.rows).toBe(0);
    try {
      rejections.judgeEnd(0, false, false);
    } catch (error) {
      expect(toFailure(error)).toEqual({ code: 'data/no-images', details: {} });
    }
    expect.assertions(5);
  });
});
