import { describe, expect, it } from 'vitest';
import { readFolders } from '../../src/data/image-folders';
import { EXPRESSIONS } from '../../src/shared/labels';

const read = (...paths: string[]) => readFolders(paths, (path) => path);
const placesOf = (...paths: string[]) => {
  const { labels, pictures } = read(...paths);
  return pictures.map(({ label, split }) => `${labels[label]} ${split}`);
};

describe('reading labels and splits out of folders', () => {
  it('takes the folder of a picture as its label, in alphabetical order', () => {
    const { labels, pictures } = read('d/wink/1.png', 'd/frown/2.jpg', 'd/wink/3.JPEG');
    expect(labels).toEqual(['frown', 'wink']);
    expect(pictures.map(({ label }) => label)).toEqual([1, 0, 1]);
  });

  it('keeps the order of the CSV when the labels are the seven expressions, in any case of letters', () => {
    const { labels, pictures } = read(
      ...EXPRESSIONS.map((name) => `train/${name[0]?.toUpperCase()}${name.slice(1)}/1.jpg`),
    );
    expect(labels).toEqual(EXPRESSIONS);
    expect(pictures.map(({ label }) => label)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('keeps other names as they are, also awkward ones', () => {
    expect(read('Ärger/1.jpg', '__proto__/1.jpg', 'toString/1.jpg').labels).toEqual([
      '__proto__',
      'toString',
      'Ärger',
    ]);
  });

  it('believes the file name before the folder, as FER2013 needs', () => {
    const paths = ['train/sad/Training_1.jpg', 'test/sad/PublicTest_2.jpg', 'test/happy/PrivateTest_3.jpg'];
    expect(placesOf(...paths)).toEqual(['sad train', 'sad validation', 'happy test']);
    expect(read(...paths).splitSource).toBe('official');
  });

  describe('where names and folders tell different parts', () => {
    const kaggle = ['train/sad/Training_1.jpg', 'test/sad/PublicTest_2.jpg', 'test/happy/PrivateTest_3.jpg'];
    const byFolders = readFolders(kaggle, (path) => path, 'folders');

    it('says so, and believes the folders on request', () => {
      expect(read(...kaggle).partsDisagree).toBe(true);
      expect(byFolders.pictures.map(({ split }) => split)).toEqual(['train', 'test', 'test']);
      expect(byFolders).toMatchObject({ splitSource: 'folders', partsDisagree: true });
    });

    it('still believes the name of a picture that lies in no folder of a part', () => {
      const { pictures, splitSource } = readFolders(
        ['test/sad/PublicTest_1.jpg', 'happy/PrivateTest_2.jpg'],
        (path) => path,
        'folders',
      );
      expect(pictures.map(({ split }) => split)).toEqual(['test', 'test']);
      expect(splitSource).toBe('folders');
    });

    it('has nothing to ask where they agree, or only one tells', () => {
      expect(read('train/x/Training_1.jpg', 'validation/y/PublicTest_2.jpg').partsDisagree).toBe(false);
      expect(read('x/Training_1.jpg', 'test/y/2.jpg').partsDisagree).toBe(false);
    });
  });

  it('takes the split from a folder above the label', () => {
    const paths = ['a/train/x/1.jpg', 'a/validation/x/1.jpg', 'a/val_set/y/1.jpg', 'a/Test/y/1.jpg'];
    expect(placesOf(...paths)).toEqual(['x train', 'x validation', 'y validation', 'y test']);
    expect(read(...paths).splitSource).toBe('folders');
  });

  it('reads the layouts that people have: split folders at any depth, and none', () => {
    const oheix = ['images/train/happy/1.jpg', 'images/validation/happy/2.jpg'];
    expect(placesOf(...oheix)).toEqual(['happy train', 'happy validation']);
    const kaggle = ['archive/train/sad/Training_1.jpg', 'archive/test/sad/PublicTest_2.jpg'];
    expect(placesOf(...kaggle)).toEqual(['sad train', 'sad validation']);
    expect(placesOf('mine/smile/a.webp', 'mine/frown/b.bmp')).toEqual(['smile train', 'frown train']);
  });

  it('puts everything into train where nothing says otherwise', () => {
    expect(placesOf('valentine/x/1.jpg', 'valentine/y/1.jpg')).toEqual(['x train', 'y train']);
    expect(read('x/1.jpg', 'y/1.jpg').splitSource).toBe('seeded');
  });

  it('leaves out litter, hidden files, other files and pictures without a label', () => {
    const paths = [
      '__MACOSX/x/._1.jpg',
      'x/.DS_Store',
      'x/._1.jpg',
      '.hidden/x/1.jpg',
      'x/notes.txt',
      'x/1.gif',
      'cover.jpg',
      'train/1.jpg',
    ];
    expect(read(...paths).pictures).toEqual([]);
  });
});
