import { describe, expect, it } from 'vitest';
import { dropPurpose, takenOf } from '../../src/ui/drop-files';
import { misdirection } from '../../src/ui/misdirection';

function placed(name: string, { content = 'x', type = '', path = name } = {}) {
  return { path, file: new File([content], name, { type }) };
}

describe('a single file given as a dataset', () => {
  it.each([
    ['a picture', placed('me.jpg', { type: 'image/jpeg' }), 'data/single-picture'],
    ['a picture whose type the system does not know', placed('me.webp'), 'data/single-picture'],
    ['HEIC, whose type hardly a system knows', placed('IMG_1.HEIC'), 'data/heic'],
    ['HEIC by its type', placed('me', { type: 'image/heif' }), 'data/heic'],
    ['the weights of a model', placed('weights.bin'), 'data/part-of-model'],
    ['the card of a model', placed('card.json', { type: 'application/json' }), 'data/part-of-model'],
    ['an empty file', placed('fer2013.csv', { content: '' }), 'data/empty-file'],
  ])('is named as %s', (_, file, code) => {
    expect(misdirection([file])).toEqual({ code, details: { name: file.file.name } });
  });

  it('is read when it may be a dataset', () => {
    expect(misdirection([placed('fer2013.csv')])).toBeUndefined();
    expect(misdirection([placed('archive.zip')])).toBeUndefined();
  });

  it('is read when a folder holds it', () => {
    const inFolder = placed('a.jpg', { type: 'image/jpeg', path: 'faces/happy/a.jpg' });
    expect(misdirection([inFolder])).toBeUndefined();
  });
});

describe('dropped pictures', () => {
  it('are told by their names where the system knows no type', async () => {
    const heic = (name: string) => placed(name).file;
    expect(await dropPurpose([heic('a.heic'), heic('b.HEIC')])).toBe('pictures');
    expect(await dropPurpose([heic('a.heif')])).toBe('picture');
  });
});

describe('of several dropped files', () => {
  const namesOf = (purpose: 'dataset' | 'model' | 'picture', names: readonly string[]) =>
    takenOf(
      purpose,
      names.map((name) => placed(name)),
    ).map(({ path }) => path);

  it('the first dataset is taken when there is an archive among them', () => {
    expect(namesOf('dataset', ['fer2013.csv', 'other.zip'])).toEqual(['fer2013.csv']);
    expect(namesOf('dataset', ['notes.txt', 'other.zip', 'fer2013.csv'])).toEqual(['other.zip']);
  });

  it('all are taken when they may be the files of one dataset', () => {
    expect(namesOf('dataset', ['labels.txt', 'file0001.jpg'])).toEqual(['labels.txt', 'file0001.jpg']);
  });

  it('the parts of a model are taken together', () => {
    expect(namesOf('model', ['notes.txt', 'model.json', 'weights.bin', 'card.json'])).toEqual([
      'model.json',
      'weights.bin',
      'card.json',
    ]);
  });

  it('the first model zip and the first picture are taken alone', () => {
    expect(namesOf('model', ['one.zip', 'two.zip'])).toEqual(['one.zip']);
    expect(namesOf('picture', ['a.jpg', 'b.jpg'])).toEqual(['a.jpg']);
  });
});
