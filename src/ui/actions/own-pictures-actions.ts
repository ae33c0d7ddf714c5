import type { ImportSource } from '../../data/recognise';
import { isLitter, isPictureName } from '../../shared/file-names';
import { type OwnPictures, session } from '../session';
import { dismissImport, lookAt } from './import-actions';

const NOTHING: OwnPictures = { classes: [], waiting: [] };

/** Opens the page's place for sorting pictures by hand. @param waiting dropped already */
export function sortByHand(waiting: readonly File[] = []): void {
  if (session.getState().data.status === 'failed') dismissImport(); // that was another file
  session.setState(({ ownPictures = NOTHING }) => ({
    ownPictures: { ...ownPictures, waiting: [...ownPictures.waiting, ...waiting] },
  }));
}

/**
 * The way on for pictures in no folders of expressions, or all in one: they wait to be given one.
 *
 * @param label the one that they have
 */
export function nameExpressions({ files }: ImportSource, label?: string): void {
  sortByHand(files.filter(({ path }) => isPictureName(path) && !isLitter(path)).map(({ file }) => file));
  if (label !== undefined && isClassName(label)) addPictures(label, []);
}

export function stopSorting(): void {
  session.setState({ ownPictures: undefined });
}

/** Whether a folder of this name would be taken for an expression: some names mean parts, or are hidden. */
export function isClassName(label: string): boolean {
  return (
    /^[^./\\][^/\\]*$/.test(label) &&
    label !== '__MACOSX' &&
    !/^(train(ing)?|val(id|idation)?|test(ing)?)(?![a-z])/i.test(label)
  );
}

/** Adds pictures to an expression, those that wait among them. */
export function addPictures(label: string, files: readonly File[]): void {
  session.setState(({ ownPictures = NOTHING }) => {
    const added = [...ownPictures.waiting, ...files];
    const { classes } = ownPictures;
    const isKnown = classes.some((known) => known.label === label);
    return {
      ownPictures: {
        waiting: [],
        classes: isKnown
          ? classes.map((known) =>
              known.label === label ? { label, files: [...known.files, ...added] } : known,
            )
          : [...classes, { label, files: added }],
      },
    };
  });
}

export function removeClass(label: string): void {
  session.setState(({ ownPictures = NOTHING }) => ({
    ownPictures: { ...ownPictures, classes: ownPictures.classes.filter((known) => known.label !== label) },
  }));
}

/** The pictures as the folder they would make. Numbers keep apart files of one name from different places. */
export function lookAtOwn(name: string): Promise<void> {
  const { classes } = session.getState().ownPictures ?? NOTHING;
  const files = classes.flatMap(({ label, files: pictures }) =>
    pictures.map((file, index) => ({ path: `${name}/${label}/${index + 1} ${file.name}`, file })),
  );
  return lookAt({ name, files });
}
