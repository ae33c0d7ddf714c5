import type { DatasetManifest, Split } from '../shared/dataset';
import { isLitter, isPictureName } from '../shared/file-names';
import { EXPRESSIONS, labelMapping } from '../shared/labels';

/** One picture of an archive or folder: its label is the folder it lies in. */
export interface FolderPicture {
  readonly path: string;
  readonly label: number; // index into labels
  readonly split: Split;
}

/** What is asked first for the part of a picture: the prefix of its name, or the folders it lies in. */
export type PartsBy = 'names' | 'folders';

/** Pictures sorted into folders, whatever holds them. */
interface ImageFolders<File> {
  readonly labels: readonly string[];
  readonly splitSource: DatasetManifest['splitSource'];
  /** Whether some name tells another part than its folders do. */
  readonly partsDisagree: boolean;
  readonly pictures: readonly (FolderPicture & { readonly file: File })[];
}

/**
 * Reads labels and splits out of paths. The label is the folder right above the picture; the split is the file
 * name's prefix as FER2013 has it (Training_, PublicTest_, PrivateTest_), else a folder named train, val… or
 * test, else train; on request the folder before the prefix. What is no picture, lies in no label folder, or is
 * another system's litter is left out.
 */
export function readFolders<File>(
  files: readonly File[],
  pathOf: (file: File) => string,
  partsBy: PartsBy = 'names',
): ImageFolders<File> {
  const placed = files.flatMap((file) => {
    const place = placeOf(pathOf(file), partsBy);
    return place ? [{ file, ...place }] : [];
  });
  const labels = labelsOf(placed.map(({ folder }) => folder));
  return {
    labels: labels.names,
    splitSource: splitSourceOf(placed.map(({ splitBy }) => splitBy)),
    partsDisagree: placed.some((place) => place.disagrees),
    pictures: placed.map(({ file, folder, split }) => ({
      file,
      path: pathOf(file),
      label: labels.indexOf(folder),
      split,
    })),
  };
}

interface Place {
  readonly folder: string;
  readonly split: Split;
  readonly splitBy: 'prefix' | 'folder' | 'nothing';
  readonly disagrees: boolean; // prefix and folder
}

function placeOf(path: string, partsBy: PartsBy): Place | undefined {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const folder = parts.at(-2);
  if (isLitter(path) || !isPictureName(name)) return undefined;
  if (folder === undefined || folder === '' || splitNamed(folder)) return undefined;
  return { folder, ...splitOf(name, parts.slice(0, -2), partsBy) };
}

const PREFIXES: readonly (readonly [string, Split])[] = [
  ['Training_', 'train'],
  ['PublicTest_', 'validation'],
  ['PrivateTest_', 'test'],
];

function splitOf(name: string, folders: readonly string[], partsBy: PartsBy): Omit<Place, 'folder'> {
  const prefix = PREFIXES.find(([start]) => name.startsWith(start))?.[1];
  const folder = folders.map(splitNamed).findLast((named) => named !== undefined);
  const disagrees = prefix !== undefined && folder !== undefined && prefix !== folder;
  if (prefix && (partsBy === 'names' || !folder)) return { split: prefix, splitBy: 'prefix', disagrees };
  return folder
    ? { split: folder, splitBy: 'folder', disagrees }
    : { split: 'train', splitBy: 'nothing', disagrees };
}

function splitNamed(folder: string): Split | undefined {
  // The word alone, or followed by anything but a letter: test_set, but not "testament".
  if (/^train(ing)?(?![a-z])/i.test(folder)) return 'train';
  if (/^val(id|idation)?(?![a-z])/i.test(folder)) return 'validation';
  return /^test(ing)?(?![a-z])/i.test(folder) ? 'test' : undefined;
}

function splitSourceOf(reasons: readonly Place['splitBy'][]): DatasetManifest['splitSource'] {
  if (reasons.length > 0 && reasons.every((reason) => reason === 'prefix')) return 'official';
  return reasons.includes('nothing') ? 'seeded' : 'folders';
}

/**
 * Label names in alphabetical order (of code units, the same in every language). Exactly the seven expressions,
 * in any case of letters, keep the order and spelling of EXPRESSIONS, so that both shapes of FER2013 agree.
 */
function labelsOf(folders: readonly string[]): Labels {
  const names = [...new Set(folders)].toSorted();
  const lowered = [...new Set(names.map((name) => name.toLowerCase()))];
  const areExpressions = labelMapping(lowered, EXPRESSIONS) !== undefined;
  const order: readonly string[] = areExpressions ? EXPRESSIONS : names;
  return { names: order, indexOf: (folder) => order.indexOf(areExpressions ? folder.toLowerCase() : folder) };
}

interface Labels {
  readonly names: readonly string[];
  indexOf(folder: string): number;
}
