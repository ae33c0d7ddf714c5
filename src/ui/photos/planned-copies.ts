import type { PhotoReading } from '../../photos/read-photos';
import { columnOf, isSpecial, type Sorting } from './sorting';

/** One photo to be copied, and where to. */
export interface Copy {
  readonly from: string; // path of the photo as it was dropped
  readonly folder: string;
  readonly name: string;
}

/** Every photo that could be read, into a folder of its column; no two under one name, whatever the letters' case. */
export function plannedCopies(photos: readonly PhotoReading[], sorting: Sorting): Copy[] {
  return placed(
    photos.filter((photo) => columnOf(photo, sorting) !== ':refused'),
    sorting,
    nameOf,
  );
}

/** Which photos become a dataset. */
export type SampleChoice = 'sorted' | 'moved';

/** The photos under an expression, as samples of a dataset: all of them, or only those the user moved there. */
export function plannedSamples(
  photos: readonly PhotoReading[],
  sorting: Sorting,
  choice: SampleChoice,
): Copy[] {
  const samples = photos.filter(
    (photo) =>
      photo.kind === 'read' &&
      !isSpecial(columnOf(photo, sorting)) &&
      (choice === 'sorted' || sorting.corrections.has(photo.path)),
  );
  return placed(samples, sorting, (photo) =>
    // A dataset holds no GIF: the frame that the model saw is kept as a PNG.
    photo.kind === 'read' && photo.isGif ? `${nameOf(photo)}.png` : nameOf(photo),
  );
}

function placed(
  photos: readonly PhotoReading[],
  sorting: Sorting,
  name: (photo: PhotoReading) => string,
): Copy[] {
  const taken = new Set<string>();
  return photos.map((photo) => {
    const folder = folderName(columnOf(photo, sorting));
    const free = freeName(name(photo), (candidate) => taken.has(`${folder}/${candidate}`.toLowerCase()));
    taken.add(`${folder}/${free}`.toLowerCase());
    return { from: photo.path, folder, name: free };
  });
}

function nameOf({ path }: PhotoReading): string {
  return path.split('/').at(-1) ?? path;
}

/** A name that every system takes for a folder. */
function folderName(column: string): string {
  const plain = column
    .replace(/^:/, '')
    .replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '_')
    .replace(/[. ]+$/, '');
  return plain === '' ? '_' : plain;
}

/** "a.jpg", or "a (2).jpg" where that is taken. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  const dot = name.lastIndexOf('.');
  const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let candidate = name;
  for (let number = 2; isTaken(candidate); number += 1) candidate = `${stem} (${number})${end}`;
  return candidate;
}
