import type { PlacedFile } from '../../../src/data/source-file';
import type { Failure } from '../../../src/shared/errors';
import { refused } from './case';

/** Files by their paths, and as what they open. */
export interface FolderCase {
  readonly name: string;
  readonly files: readonly PlacedFile[];
  readonly opened: Opened | Failure;
}

export interface Opened {
  readonly kind: 'image-folders' | 'genki4k' | 'fer2013-csv';
  readonly labels: readonly string[];
  readonly pictures: number;
}

function placed(path: string, content = 'x'): PlacedFile {
  return { path, file: new File([content], path.split('/').at(-1) ?? '') };
}

function folders(name: string, paths: readonly string[], opened: Opened | Failure): FolderCase {
  return { name: `folders: ${name}`, files: paths.map((path) => placed(path)), opened };
}

const two = (labels: readonly string[], pictures = 2): Opened => ({
  kind: 'image-folders',
  labels,
  pictures,
});
const SEVEN = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
const UNKNOWN = refused('data/unknown-format', { name: 'given' });

export function folderCases(): FolderCase[] {
  const both = (one: string, other: string) => [`${one}/1.jpg`, `${other}/2.jpg`];
  const hostile = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'x'.repeat(500),
    '\u202eabc',
    '😀',
    '<b>',
    ' ',
    'C:',
    'a\\b',
    'NUL',
    '训练',
    "'",
    '"',
    '%00',
  ];
  return [
    ...hostile.map((name) =>
      folders(
        `a label named ${JSON.stringify(name.slice(0, 20))}`,
        both(name, 'zz'),
        two([name, 'zz'].toSorted()),
      ),
    ),
    folders('two labels', both('a', 'b'), two(['a', 'b'])),
    folders('two labels, deep', both('x/y/z/a', 'x/y/z/b'), two(['a', 'b'])),
    folders(
      'the seven expressions',
      SEVEN.map((label) => `${label}/1.jpg`),
      two(SEVEN, 7),
    ),
    folders(
      'the seven in capitals',
      SEVEN.map((label) => `${label.toUpperCase()}/1.jpg`),
      two(SEVEN, 7),
    ),
    folders(
      'six of the seven',
      SEVEN.slice(1).map((label) => `${label}/1.jpg`),
      two(SEVEN.slice(1).toSorted(), 6),
    ),
    folders('labels that differ in case', both('a', 'A'), two(['A', 'a'])),
    folders('train and test', ['train/a/1.jpg', 'test/b/2.jpg'], two(['a', 'b'])),
    folders('all four kinds of picture', ['a/1.png', 'a/2.webp', 'b/3.bmp', 'b/4.jpeg'], two(['a', 'b'], 4)),
    folders('endings in capitals', ['a/1.JPG', 'b/2.PNG'], two(['a', 'b'])),
    folders('texts beside', ['a/1.jpg', 'b/2.jpg', 'a/notes.txt', 'readme.md'], two(['a', 'b'])),
    folders('.DS_Store beside', ['a/1.jpg', 'b/2.jpg', 'a/.DS_Store', '__MACOSX/a/1.jpg'], two(['a', 'b'])),
    folders(
      '256 labels',
      Array.from({ length: 256 }, (_, n) => `l${n}/1.jpg`),
      two(Array.from({ length: 256 }, (_, n) => `l${n}`).toSorted(), 256),
    ),
    folders(
      '257 labels',
      Array.from({ length: 257 }, (_, n) => `l${n}/1.jpg`),
      refused('data/too-large', { limit: 256, unit: 'labels' }),
    ),
    folders(
      'one label',
      ['x/happy/1.jpg', 'x/happy/2.png', 'x/notes.txt'],
      refused('data/one-expression', { name: 'given', images: 2, found: 'happy' }),
    ),
    folders(
      'pictures in a part alone',
      ['train/1.jpg', 'train/2.jpg'],
      refused('data/loose-pictures', { name: 'given', images: 2 }),
    ),
    folders(
      'loose pictures',
      ['1.jpg', '2.heic', '.DS_Store'],
      refused('data/loose-pictures', { name: 'given', images: 2 }),
    ),
    folders(
      'what Windows keeps beside pictures',
      ['a/1.jpg', 'b/2.jpg', 'a/Thumbs.db', 'desktop.ini'],
      two(['a', 'b']),
    ),
    folders('zips among them', ['a/1.zip', 'b/2.tar.gz'], UNKNOWN),
    folders('texts alone', ['a/1.txt', 'b/2.txt'], UNKNOWN),
    folders('hidden files alone', ['.a/1.jpg', '.b/2.jpg'], refused('data/no-images')),
    folders('nothing', [], refused('data/no-images')),
    ...genki(),
  ];
}

const LINE = '1 -0.06 0.012 -0.003';

function genki(): FolderCase[] {
  const photos = (count: number) =>
    Array.from({ length: count }, (_, n) => placed(`g/files/file${String(n + 1).padStart(4, '0')}.jpg`));
  const set = (name: string, labels: string, opened: Opened | Failure, count = 3): FolderCase => ({
    name: `genki: ${name}`,
    files: [placed('g/labels.txt', labels), ...photos(count)],
    opened,
  });
  const three = (pictures = 3): Opened => ({ kind: 'genki4k', labels: ['smile', 'unsmile'], pictures });
  const lines = (...all: readonly string[]) => all.join('\n');
  return [
    set('three photos', lines(LINE, LINE.replace('1', '0'), LINE), three()),
    set('CRLF', [LINE, LINE, LINE].join('\r\n'), three()),
    set('a line break at the end', `${lines(LINE, LINE, LINE)}\n`, three()),
    set('many line breaks at the end', `${lines(LINE, LINE, LINE)}\n\n\n`, three()),
    set('exponents', lines('1 1e-3 -2E-4 0', LINE, LINE), three()),
    set('more lines than photos', lines(LINE, LINE, LINE, LINE, LINE), three()),
    set('fewer lines than photos', lines(LINE, LINE), three(2)),
    set('a line of letters', lines(LINE, 'smile', LINE), three(2)),
    set('a label of 2', lines(LINE, LINE.replace('1', '2'), LINE), three(2)),
    set('a label of -1', lines(LINE, `-${LINE}`, LINE), three(2)),
    set('an empty line', lines(LINE, '', LINE), three(2)),
    set('a line of three numbers', lines(LINE, '1 0.5 0.5', LINE), three(2)),
    set('a line of five numbers', lines(LINE, `${LINE} 1`, LINE), three(2)),
    set('a line of 1 MB', lines(LINE, '1 '.repeat(500_000), LINE), three(2)),
    set('NaN for an angle', lines(LINE, '1 NaN 0 0', LINE), three(2)),
    set('a first line of letters', lines('smile yaw pitch roll', LINE), UNKNOWN),
    set('nothing in labels.txt', '', UNKNOWN),
    set('labels.txt of zeros', '\0'.repeat(100), UNKNOWN),
    set('labels.txt of 5 MB', `${LINE}\n`.repeat(240_000), UNKNOWN),
  ];
}
