import type { PlacedFile } from '../data/source-file';
import { importFiles } from './actions/data-actions';
import { upload } from './actions/model-actions';
import { sourceOf } from './chosen-files';
import { session } from './session';
import { failed } from './stage';

/** Where dropped files belong, and the page that shows what becomes of them. */
export type DropPurpose = 'dataset' | 'model' | 'picture';

/** Live registers here how it reads a picture, because it owns the canvas. */
let openPicture: ((file: File) => void) | undefined;

export function setPictureReader(reader: ((file: File) => void) | undefined): void {
  openPicture = reader;
}

export async function routeDrop(dropped: Promise<PlacedFile[]>): Promise<void> {
  const placed = await dropped.catch(() => undefined);
  if (!placed) {
    location.hash = '#/data';
    return session.setState({ data: failed({ code: 'data/unreadable', details: {} }) });
  }
  const files = placed.map(({ file }) => file);
  const [first] = files;
  if (!first) return;
  const isFolder = placed.some(({ path }) => path.includes('/'));
  const purpose = isFolder ? folderPurpose(files) : await dropPurpose(files);
  if (purpose === 'picture' && openPicture) return openPicture(first);
  if (purpose === 'model') {
    location.hash = '#/model';
    return upload(files);
  }
  location.hash = '#/data';
  return importFiles(sourceOf(placed));
}

export async function dropPurpose(files: readonly File[]): Promise<DropPurpose> {
  const [first] = files;
  if (first?.type.startsWith('image/')) return 'picture';
  if (files.some(({ name }) => /\.(json|bin)$/i.test(name))) return 'model';
  return first && /\.zip$/i.test(first.name) && (await holdsModelCard(first)) ? 'model' : 'dataset';
}

/** A folder holds a dataset, unless a model was unpacked into it. */
function folderPurpose(files: readonly File[]): DropPurpose {
  return files.some(({ name }) => name === 'card.json') ? 'model' : 'dataset';
}

/** The end of a zip lists its files by name; a model's zip is small and names its card there. */
async function holdsModelCard(file: File): Promise<boolean> {
  const directory = await file.slice(-64 * 1024).arrayBuffer();
  return new TextDecoder('latin1').decode(directory).includes('card.json');
}
