import { AppError, describeCause } from '../../shared/errors';
import { sourceOf } from '../chosen-files';
import { isNamed, noRoom, stillThere, undoCopies, writeCopies, type Written } from '../photos/copies';
import { type Copy, plannedCopies, plannedSamples, type SampleChoice } from '../photos/planned-copies';
import { firstFrame, zipEntries } from '../photos/photo-files';
import { sortingCsv } from '../photos/sorting';
import { saveFile } from '../save-file';
import type { CopiesMade, PhotoBoard, PhotosWritten } from '../photos/board';
import { failureOf, session } from '../session';
import { EMPTY, failed, ready, working } from '../stage';
import { lookAt } from './import-actions';

const TOLD_EVERY_MS = 100;
const ZIP_NAME = 'photos.zip';

/** The writing that the page shows. One that was dropped for another tells no more. */
let current: AbortController | undefined;
let isPreparing = false;
let writings = 0;

/** What one writing is given, so that it tells only while it is the one that is shown. */
interface Writing {
  readonly signal: AbortSignal;
  onEach(): void;
}

/** @param work gives what came of it; undefined where there is nothing to say */
async function write(
  total: number,
  work: (writing: Writing) => Promise<PhotosWritten | undefined>,
): Promise<void> {
  const controller = new AbortController();
  current = controller;
  const show = (photosWriting: ReturnType<typeof session.getState>['photosWriting']) => {
    if (current === controller) session.setState({ photosWriting });
  };
  let done = 0;
  let toldMs = performance.now();
  const onEach = () => {
    done += 1;
    if (performance.now() - toldMs < TOLD_EVERY_MS) return;
    toldMs = performance.now();
    show(working({ done, total }));
  };
  show(working({ done, total }));
  try {
    const written = await work({ signal: controller.signal, onEach });
    show(written ? ready(written) : EMPTY);
  } catch (error) {
    show(failed(failureOf(error)));
  }
}

/** The board, where it can be written now. */
function boardToWrite(): PhotoBoard | undefined {
  const { board, photosWriting } = session.getState();
  return photosWriting.status === 'working' || isPreparing ? undefined : board;
}

/** Keeps what is written. */
export function stopWriting(): void {
  current?.abort();
}

/** Ends the writing and forgets how it stood; what it wrote stays on the list of copies. */
export function dropWriting(): void {
  current?.abort();
  current = undefined;
  session.setState({ photosWriting: EMPTY });
}

export function saveSortingCsv(): void {
  const { board } = session.getState();
  if (!board) return;
  const text = sortingCsv(board.photos, board, board.model?.name ?? '');
  saveFile({ name: 'photos.csv', blob: new Blob([text], { type: 'text/csv' }) });
}

export function canWriteFolders(): boolean {
  return 'showDirectoryPicker' in window;
}

/** Whether a zip goes straight into a file; else it is put together first, and needs room for that. */
export function canStreamZip(): boolean {
  return 'showSaveFilePicker' in window;
}

/** Copies the photos into sub-folders of a folder the user chooses. The photos themselves stay where they are. */
export async function writeFolders(): Promise<void> {
  const board = boardToWrite();
  const root =
    board && (await chosen<FileSystemDirectoryHandle>('showDirectoryPicker', { mode: 'readwrite' }));
  if (board && root) await writeInto(root, board);
}

/** Copies what a writing into this folder has left out. */
export async function copyRest(id: number): Promise<void> {
  const board = boardToWrite();
  const made = session.getState().copiesMade.find((known) => known.id === id);
  if (board && made?.boardId === board.id) await writeInto(made.root, board);
}

/** A folder written to before is gone on with: what lies there already is not copied twice. */
async function writeInto(root: FileSystemDirectoryHandle, board: PhotoBoard): Promise<void> {
  isPreparing = true;
  const { earlier, before } = await writtenBefore(root, board).finally(() => (isPreparing = false));
  if (session.getState().board?.id !== board.id) return; // cleared meanwhile
  const left = earlier?.left ?? []; // changed by the user: there, and not ours to write again
  const placeOf = ({ from, folder }: Copy | Written) => `${folder}/${from}`;
  const there = new Set([...before, ...left].map(placeOf));
  const copies = plannedCopies(board.photos, board).filter((copy) => !there.has(placeOf(copy)));
  const written = [...before];
  const folders = [...(earlier?.folders ?? [])];
  const notCopied: string[] = [];
  const keep = () =>
    keepMade({
      id: earlier?.id ?? (writings += 1),
      boardId: board.id,
      root,
      written,
      folders,
      notCopied,
      missing: copies.length - (written.length - before.length),
      left,
    });
  await write(copies.length, async ({ signal, onEach }) => {
    try {
      await writeCopies(root, copies, (path) => board.files.get(path), {
        signal,
        onWritten: (file) => {
          written.push(file);
          onEach();
        },
        onNotCopied: (from) => {
          notCopied.push(from);
          onEach();
        },
        onFolderMade: (folder) => folders.push(folder),
      });
    } finally {
      // Also after a failure: what is written can be taken back.
      keep();
    }
    return { kind: 'folders', files: written.length - before.length };
  });
}

/** What was written into the same folder before, from the same photos, and is still there. */
async function writtenBefore(root: FileSystemDirectoryHandle, board: PhotoBoard) {
  for (const made of session.getState().copiesMade)
    if (made.boardId === board.id && (await made.root.isSameEntry(root)))
      return { earlier: made, before: await stillThere(root, made.written) };
  return { earlier: undefined, before: [] };
}

/** The newest first. */
function keepMade(made: CopiesMade): void {
  session.setState(({ copiesMade }) => ({
    copiesMade: [made, ...copiesMade.filter(({ id }) => id !== made.id)],
  }));
}

/** Takes back the files that a writing made and nobody changed since. */
export async function takeBack(id: number): Promise<void> {
  const { copiesMade, photosWriting } = session.getState();
  const made = copiesMade.find((known) => known.id === id);
  if (!made || photosWriting.status === 'working') return;
  await write(made.written.length, async (writing) => {
    const { gone, changed, stuck } = await undoCopies(made.root, made, writing);
    const left = [...made.left, ...changed];
    if (stuck.length + left.length === 0) forgetCopies(id);
    else keepMade({ ...made, written: stuck, left, missing: 0, notCopied: [] });
    return { kind: 'undone', gone };
  });
}

/** Off the list; the copies themselves stay. */
export function forgetCopies(id: number): void {
  session.setState(({ copiesMade }) => ({ copiesMade: copiesMade.filter((made) => made.id !== id) }));
}

/**
 * Opens one of the browser's own dialogs.
 *
 * @returns undefined when the user closed it
 */
async function chosen<Handle>(dialog: string, options: object): Promise<Handle | undefined> {
  const show = Reflect.get(window, dialog) as (options: object) => Promise<Handle>; // not in TypeScript's library
  isPreparing = true;
  try {
    return await show.call(window, options);
  } catch (error) {
    if (!isNamed(error, 'AbortError')) session.setState({ photosWriting: failed(failureOf(error)) });
    return undefined;
  } finally {
    isPreparing = false;
  }
}

/** A zip of the same folders: streamed into a file where the browser has a dialog for that, else a download. */
export async function saveZip(): Promise<void> {
  const board = boardToWrite();
  if (!board) return;
  const isStreamed = canStreamZip();
  const to = isStreamed ? await chosenZip() : undefined;
  if (isStreamed && !to) return;
  const copies = plannedCopies(board.photos, board);
  await write(copies.length, async ({ signal, onEach }) => {
    const notCopied: string[] = [];
    const { downloadZip } = await import('client-zip');
    const entries = zipEntries(copies, (path) => board.files.get(path), {
      signal,
      onEach,
      onNotCopied: (from) => notCopied.push(from),
    });
    const zip = downloadZip(entries);
    if (to) await streamInto(to, zip, signal);
    else {
      // The browser's own: it keeps a large one on disk, and the photos are read one at a time.
      const blob = await zip.blob().catch(notWritten);
      if (!signal.aborted) saveFile({ name: ZIP_NAME, blob });
    }
    if (signal.aborted) return undefined;
    return { kind: 'zip', name: to?.name ?? ZIP_NAME, files: copies.length - notCopied.length, notCopied };
  });
}

function chosenZip(): Promise<FileSystemFileHandle | undefined> {
  const types = [{ description: 'Zip', accept: { 'application/zip': ['.zip'] } }];
  return chosen('showSaveFilePicker', { suggestedName: ZIP_NAME, types });
}

/** A stop leaves no half zip: a file that was there before stays as it was, a new one is taken away again. */
async function streamInto(to: FileSystemFileHandle, zip: Response, signal: AbortSignal): Promise<void> {
  try {
    await zip.body?.pipeTo(await to.createWritable(), { signal });
  } catch (error) {
    const { size } = await to.getFile();
    // Not in TypeScript's library, nor in every browser.
    if (size === 0 && 'remove' in to)
      await (to as { remove(): Promise<void> }).remove().catch(() => undefined);
    if (!signal.aborted) notWritten(error);
  }
}

function notWritten(error: unknown): never {
  if (isNamed(error, 'QuotaExceededError')) throw noRoom(error);
  throw new AppError('photos/not-written', { cause: describeCause(error) }, { cause: error });
}

/** Photos under their expressions, as a dataset to look at and import. */
export async function makeDataset(choice: SampleChoice): Promise<void> {
  const board = boardToWrite();
  if (!board) return;
  const gifs = new Set(
    board.photos.flatMap((photo) => (photo.kind === 'read' && photo.isGif ? photo.path : [])),
  );
  const samples = plannedSamples(board.photos, board, choice);
  await write(samples.length, async ({ signal, onEach }) => {
    const placed = [];
    // One after the other: decoded stickers are large.
    for (const { from, folder, name } of samples) {
      if (signal.aborted) return undefined;
      const file = board.files.get(from);
      const picture = file && gifs.has(from) ? await firstFrame(file) : file;
      if (picture)
        placed.push({
          path: `photos/${folder}/${name}`,
          file: new File([picture], name, { type: picture.type }),
        });
      onEach();
    }
    location.hash = '#/data';
    void lookAt(sourceOf(placed));
    return undefined;
  });
}
