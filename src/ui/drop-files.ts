import type { PlacedFile } from '../data/source-file';
import { toFailure } from '../shared/errors';
import { isPictureName } from '../shared/file-names';
import { lookAt } from './actions/import-actions';
import { upload } from './actions/model-actions';
import { sortByHand } from './actions/own-pictures-actions';
import { sortPhotos } from './actions/photo-actions';
import { type Listing, sourceOf } from './chosen-files';
import { isModelPart } from './misdirection';
import { type DropNote, session } from './session';
import { failed } from './stage';

/** Where dropped files belong, and the page that shows what becomes of them. */
type DropPurpose = 'dataset' | 'model' | 'picture' | 'pictures' | 'photos' | 'video';

/** Live registers here how it reads a picture or a video, because it owns the canvas. */
let openPicture: ((file: File) => void) | undefined;
/** Dropped on another page, it waits for Live to open. */
let waitingVideo: File | undefined;

export function setPictureReader(reader: ((file: File) => void) | undefined): void {
  openPicture = reader;
  if (!reader || !waitingVideo) return;
  const video = waitingVideo;
  waitingVideo = undefined;
  reader(video);
}

let listing: AbortController | undefined;

/** Stops listing what was dropped; nothing of it is taken. */
export function stopListing(): void {
  listing?.abort();
  listing = undefined;
  session.setState({ listing: undefined });
}

/**
 * Takes a drop to where it belongs. While its folders are listed the page says so; a drop that comes meanwhile takes
 * the place of this one.
 *
 * @param list is called at once, while the drop is handled
 */
export async function routeDrop(list: (listing: Listing) => Promise<PlacedFile[]>): Promise<void> {
  stopListing();
  const own = new AbortController();
  listing = own;
  const { signal } = own;
  const onFound = (files: number) => {
    if (!signal.aborted) session.setState({ listing: { files }, dropNote: undefined });
  };
  let placed: readonly PlacedFile[];
  try {
    placed = await list({ signal, onFound });
    if (signal.aborted) return;
    stopListing();
  } catch (error) {
    if (signal.aborted) return;
    stopListing();
    location.hash = '#/data';
    if (isImporting()) return session.setState({ dropNote: { nothing: 'busy' } });
    return session.setState({ data: failed(toFailure(error)) });
  }
  if (placed.length === 0) return session.setState({ dropNote: { nothing: 'empty' } });
  const files = placed.map(({ file }) => file);
  const isFolder = placed.some(({ path }) => path.includes('/'));
  const purpose = isFolder ? folderPurpose(files) : await dropPurpose(files);
  if (purpose === 'dataset' && isImporting()) {
    location.hash = '#/data';
    return session.setState({ dropNote: { nothing: 'busy' } });
  }
  const taken = isFolder ? placed : takenOf(purpose, placed);
  session.setState({ dropNote: noteOf(taken, placed) });
  return handOver(purpose, taken);
}

function isImporting(): boolean {
  return session.getState().data.status === 'working';
}

async function handOver(purpose: DropPurpose, taken: readonly PlacedFile[]): Promise<void> {
  const files = taken.map(({ file }) => file);
  const [first] = files;
  if ((purpose === 'picture' || purpose === 'video') && openPicture && first) return openPicture(first);
  if (purpose === 'video') {
    waitingVideo = first;
    location.hash = '#/live';
    return;
  }
  if (purpose === 'photos') {
    location.hash = '#/photos';
    return sortPhotos(taken);
  }
  if (purpose === 'model') {
    location.hash = '#/model';
    return upload(files);
  }
  location.hash = '#/data';
  if (purpose === 'pictures') return sortByHand(files);
  return lookAt(sourceOf(taken));
}

export async function dropPurpose(files: readonly File[]): Promise<DropPurpose> {
  const [first] = files;
  if (first?.type.startsWith('video/')) return 'video';
  if (files.length > 1 && files.every(isPicture)) return sortsPhotos() ? 'photos' : 'pictures';
  if (first && isPicture(first)) return isPhotosPage() ? 'photos' : 'picture';
  if (files.some(isModelPart)) return 'model';
  return first && /\.zip$/i.test(first.name) && (await holdsModelCard(first)) ? 'model' : 'dataset';
}

/**
 * The files that belong together: the parts of one model, one picture, one archive. Files that are no archive may be
 * one dataset; its reader picks what it needs.
 */
export function takenOf(purpose: DropPurpose, placed: readonly PlacedFile[]): readonly PlacedFile[] {
  const parts = placed.filter(({ file }) => isModelPart(file));
  if (purpose === 'model' && parts.length > 0) return parts;
  if (purpose === 'pictures' || purpose === 'photos') return placed;
  if (purpose !== 'dataset') return placed.slice(0, 1);
  return placed.some(isArchive) ? placed.filter(standsAlone).slice(0, 1) : placed;
}

/** On Live and Photos several pictures are sorted; elsewhere they are a dataset to be. */
function sortsPhotos(): boolean {
  return openPicture !== undefined || isPhotosPage();
}

function isPhotosPage(): boolean {
  return 'location' in globalThis && location.hash.startsWith('#/photos');
}

/** Also by its name: for some pictures, HEIC among them, many systems know no type. */
export function isPicture({ type, name }: File): boolean {
  return type.startsWith('image/') || isPictureName(name);
}

function isArchive({ file }: PlacedFile): boolean {
  return /\.(zip|gz|tgz|tar)$/i.test(file.name);
}

function standsAlone(placed: PlacedFile): boolean {
  return isArchive(placed) || /\.csv$/i.test(placed.file.name);
}

function noteOf(taken: readonly PlacedFile[], placed: readonly PlacedFile[]): DropNote | undefined {
  const left = placed.filter((file) => !taken.includes(file)).map(({ path }) => path);
  return left.length > 0 ? { taken: taken.map(({ path }) => path).join(', '), left } : undefined;
}

/** A folder holds a dataset, unless a model was unpacked into it; on Photos, photos; on Live too, where it has pictures. */
export function folderPurpose(files: readonly File[]): DropPurpose {
  if (files.some(({ name }) => name === 'card.json')) return 'model';
  if (isPhotosPage()) return 'photos';
  return sortsPhotos() && files.some(isPicture) && !files.some(isTable) ? 'photos' : 'dataset';
}

/** Only a dataset has one. */
function isTable({ name }: File): boolean {
  return /^labels\.txt$|\.csv$/i.test(name);
}

/** The end of a zip lists its files by name; a model's zip is small and names its card there. */
async function holdsModelCard(file: File): Promise<boolean> {
  const directory = await file.slice(-64 * 1024).arrayBuffer();
  return new TextDecoder('latin1').decode(directory).includes('card.json');
}
