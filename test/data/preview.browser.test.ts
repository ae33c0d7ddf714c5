import { describe, expect, it } from 'vitest';
import type { PictureChoice } from '../../src/data/picture-choice';
import { type ImportPreview, previewFiles } from '../../src/data/preview';
import { toFailure } from '../../src/shared/errors';
import { oneFile } from './one-file';
import { csvText } from './tiny-fer2013';
import { pictureFile, zipOf } from './tiny-pictures';

const USUAL: PictureChoice = { several: 'leave-out' };

async function lookAt(
  file: File,
  stop = new AbortController(),
  pictures = USUAL,
): Promise<(ImportPreview | undefined)[]> {
  const steps = previewFiles({ ...oneFile(file), pictures }, stop.signal);
  const seen: (ImportPreview | undefined)[] = [];
  for (;;) {
    const step = await steps.next();
    seen.push(step.value);
    if (step.done) return seen;
  }
}

const preview = async (file: File) => (await lookAt(file)).at(-1);

describe('a look at a file before it is imported', () => {
  it('counts the rows of a CSV as the import would, and names what is wrong', async () => {
    const rows = [
      { emotion: 3 },
      { emotion: 3, usage: 'PublicTest' },
      { emotion: 9 },
      { emotion: 0, usage: 'PrivateTest' },
    ];
    const file = new File([csvText(rows)], 'fer2013.csv');
    expect(await preview(file)).toEqual({
      name: 'fer2013',
      kind: 'fer2013-csv',
      labels: ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'],
      image: { height: 48, width: 48, channels: 1 },
      counts: {
        train: [0, 0, 0, 1, 0, 0, 0],
        validation: [0, 0, 0, 1, 0, 0, 0],
        test: [1, 0, 0, 0, 0, 0, 0],
      },
      images: 3,
      counted: 'read',
      rejected: {
        total: 1,
        first: [{ at: { row: 4 }, reason: 'label-unknown', found: '9' }],
        byReason: { 'label-unknown': 1 },
      },
      ignored: 0,
      splitSource: 'official',
      isTruncated: false,
      otherCount: { usual: 35_887, found: 4 },
      doneBytes: file.size,
      totalBytes: file.size,
    });
  });

  it('says how the missing parts would be drawn', async () => {
    expect(await preview(new File([csvText([{}, {}])], 'a.csv'))).toMatchObject({
      draw: { seed: 2013, validationPercent: 10, testPercent: 0 },
    });
  });

  it('says that a CSV stops in the middle of a row', async () => {
    const text = csvText([{}, {}, {}]);
    expect(await preview(new File([text.slice(0, -3000)], 'cut.csv'))).toMatchObject({
      images: 2,
      isTruncated: true,
    });
  });

  it('refuses what an import would refuse', async () => {
    const failure = await preview(new File([csvText([])], 'empty.csv')).then(() => undefined, toFailure);
    expect(failure?.code).toBe('data/no-images');
  });

  it('has the parts of the names, and of the folders on request, where they disagree', async () => {
    const picture = await pictureFile(() => 1);
    const zip = await zipOf({
      'train/wink/Training_1.png': picture,
      'test/wink/PublicTest_2.png': picture,
      'test/frown/PrivateTest_3.png': picture,
    });
    expect(await preview(zip)).toMatchObject({
      counts: { train: [0, 1], validation: [0, 1], test: [1, 0] },
      splitSource: 'official',
      partsDisagree: true,
    });
    const byFolders = { ...USUAL, parts: 'folders' } as const;
    expect((await lookAt(zip, new AbortController(), byFolders)).at(-1)).toMatchObject({
      counts: { train: [0, 1], validation: [0, 0], test: [1, 1] },
      splitSource: 'folders',
      partsDisagree: true,
      draw: { validationPercent: 10, testPercent: 0 },
    });
  });

  it('counts pictures by their list alone: a broken one is only seen when it is opened', async () => {
    const zip = await zipOf({
      'faces/train/wink/a.png': await pictureFile(() => 1),
      'faces/train/frown/b.png': await pictureFile(() => 2),
      'faces/test/frown/c.jpg': 'broken',
      'faces/readme.txt': 'hello',
    });
    expect(await preview(zip)).toMatchObject({
      kind: 'image-folders',
      labels: ['frown', 'wink'],
      counts: { train: [1, 1], validation: [0, 0], test: [1, 0] },
      counted: 'listed',
      ignored: 1,
      splitSource: 'folders',
      draw: { validationPercent: 10, testPercent: 0 },
    });
  });

  it('keeps the size of pictures that all have one of the sizes offered', async () => {
    const picture = await pictureFile(() => 1, { width: 150, height: 150 });
    expect(await preview(await zipOf({ 'a/1.png': picture, 'b/2.png': picture }))).toMatchObject({
      kind: 'image-folders',
      image: { height: 150, width: 150, channels: 3 },
    });
  });

  it('stops when asked to', async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await lookAt(new File([csvText([{}])], 'a.csv'), stop)).toEqual([undefined]);
  });
});
