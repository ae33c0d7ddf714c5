import { describe, expect, it } from 'vitest';
import { pngOf } from '../../src/data/formats/png';
import { POSE_HEADER, poseRow, readPoseList } from '../../src/data/pose-list';
import { openReader } from '../../src/data/recognise';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import { oneFile } from './one-file';
import { zipOf } from './tiny-pictures';

const list = (...rows: readonly string[]) => `${POSE_HEADER}${rows.join('\n')}\n`;

describe('a list of poses', () => {
  it('comes back as it was written, to the last bit, whatever a file is called', () => {
    const poses = new Map<string, readonly [number, number, number]>([
      ['images/train/smile/1.png', [0.1, -0.02, 1e-9]],
      ['images/train/a "wide", wide\nsmile/2.png', [Math.PI, -1 / 3, 0.123456789]],
      ['图/微笑/3.png', [16777.217, 0, -0.75]],
    ]);
    const rounded = new Map(
      [...poses].map(([file, [yaw, pitch, roll]]) => [
        file,
        [Math.fround(yaw), Math.fround(pitch), Math.fround(roll)] as const,
      ]),
    );
    const text = POSE_HEADER + [...rounded].map(([file, pose]) => poseRow(file, pose)).join('');
    expect(readPoseList(text)).toEqual({ poses: rounded });
  });

  it('is read also where a spreadsheet has saved it', () => {
    const text = '\uFEFFfile,yaw,pitch,roll\r\na/1.png,0.5,-0.25,1E-2\r\n"a,b/2.png",1,2,3';
    expect([...(readPoseList(text)?.poses ?? [])]).toEqual([
      ['a/1.png', [0.5, -0.25, Math.fround(0.01)]],
      ['a,b/2.png', [1, 2, 3]],
    ]);
  });

  it.each([
    ['of two numbers', '"b",1,2'],
    ['of a word', '"b",1,2,left'],
    ['of a number without end', '"b",1,2,1e999'],
    ['whose quote never closes', '"b,1,2,3'],
    ['whose quote closes only after more than fits on a stack', `"${'b'.repeat(2 ** 24)}",1,2,3`],
  ])('is read up to a row %s, which is named', (_, row) => {
    expect(readPoseList(list('"a",1,2,3', row, '"c",1,2,3'))).toEqual({
      poses: new Map([['a', [1, 2, 3]]]),
      badRow: 3,
    });
  });

  it('is no list of poses under another header', () => {
    expect(readPoseList('file,x,y,z\n"a",1,2,3\n')).toBeUndefined();
  });

  it('made to be slow is not', () => {
    const start = performance.now();
    expect(readPoseList(list('"a'.repeat(2 ** 20)))?.badRow).toBe(2);
    expect(readPoseList(list('""'.repeat(2 ** 20)))?.badRow).toBe(2);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('a zip of pictures with a list of poses', () => {
  const picture = () => pngOf(new Uint8Array(48 * 48), FER2013_IMAGE);
  const open = async (poses: string, folder = '') =>
    openReader(
      oneFile(
        await zipOf({
          [`${folder}images/train/smile/1.png`]: await picture(),
          [`${folder}images/train/unsmile/2.png`]: await picture(),
          [`${folder}pose.csv`]: poses,
        }),
      ),
    );

  it('has none of its files left over', async () => {
    const reader = await open(list('"images/train/smile/1.png",1,2,3'), 'faces/');
    expect(reader).toMatchObject({ ignored: 0, listed: { rejections: [] } });
    expect(reader.listed?.samples).toMatchObject([{ pose: [1, 2, 3] }, { pose: undefined }]);
  });

  it('keeps its pictures where the list is damaged, and says from which row on it is', async () => {
    const reader = await open(list('"images/train/smile/1.png",1,2,3', '"images/train/un'));
    expect(reader.totalImages).toBe(2);
    expect(reader.listed?.rejections).toEqual([
      { at: { file: 'pose.csv' }, reason: 'poses-unreadable', found: '3' },
    ]);
  });

  it('with something else of that name reads nothing of it', async () => {
    expect(await open('pose,yes\n')).toMatchObject({ ignored: 1, listed: { rejections: [] } });
  });
});
