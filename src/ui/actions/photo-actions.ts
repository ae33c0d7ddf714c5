import type { PlacedFile } from '../../data/source-file';
import { AppError } from '../../shared/errors';
import { type Copy, plannedCopies, undoCopies, writeCopies, type Written } from '../photos/copies';
import { type Column, columnOf, isSpecial, sortingCsv } from '../photos/sorting';
import { saveFile } from '../save-file';
import { askedBackend, failureOf, modelInUse, type PhotoBoard, session, sorter } from '../session';
import { EMPTY, failed, ready, working } from '../stage';
import { sourceOf } from '../chosen-files';
import { lookAt } from './import-actions';

/** Files people drop with their photos, which are none. */
const LITTER = /(^|\/)(\.|__MACOSX|Thumbs\.db|desktop\.ini)/i;

let reading: AbortController | undefined;
let writing: AbortController | undefined;

/** Reads photos and sorts them; those of before make room. */
export async function sortPhotos(placed: readonly PlacedFile[]): Promise<void> {
  reading?.abort();
  const controller = new AbortController();
  reading = controller;
  const files = placed.filter(({ path }) => !LITTER.test(path));
  const show = (news: Partial<PhotoBoard>) => {
    if (reading === controller)
      session.setState(({ board }) => (board ? { board: { ...board, ...news } } : {}));
  };
  session.setState({
    board: {
      files: new Map(files.map((file) => [file.path, file.file])),
      labels: [],
      photos: [],
      total: files.length,
      isReading: true,
      threshold: 0.45,
      corrections: new Map(),
      writing: EMPTY,
    },
    photosFailure: undefined,
  });
  try {
    const labels = await loadModel();
    show({ labels });
    await sorter().call(
      'readPhotos',
      { files },
      {
        signal: controller.signal,
        onProgress: ({ readings }) =>
          show({ photos: [...(session.getState().board?.photos ?? []), ...readings] }),
      },
    );
  } catch (error) {
    if (reading === controller) session.setState({ photosFailure: failureOf(error) });
  }
  show({ isReading: false });
}

async function loadModel(): Promise<readonly string[]> {
  const model = modelInUse(session.getState());
  if (!model) throw new AppError('storage/missing', { what: 'model' });
  const { weights } = session.getState();
  const [card] = await sorter().call('load', {
    models: [{ modelId: model.id, weights }],
    usesLivePrior: false,
    backend: askedBackend(),
  });
  if (!card) throw new AppError('storage/missing', { what: 'model' });
  return card.labels;
}

/** Keeps what was read so far. */
export function stopReadingPhotos(): void {
  reading?.abort();
}

export function clearPhotos(): void {
  reading?.abort();
  session.setState({ board: undefined, photosFailure: undefined });
}

function change(how: (board: PhotoBoard) => Partial<PhotoBoard>): void {
  session.setState(({ board }) => (board ? { board: { ...board, ...how(board) } } : {}));
}

export function setThreshold(threshold: number): void {
  change(() => ({ threshold }));
}

/** The user says where a photo belongs. */
export function movePhoto(path: string, column: Column): void {
  change(({ corrections }) => ({ corrections: new Map(corrections).set(path, column) }));
}

/** Back to what the model said. */
export function forgetMove(path: string): void {
  change(({ corrections }) => {
    const left = new Map(corrections);
    left.delete(path);
    return { corrections: left };
  });
}

export function saveSortingCsv(): void {
  const { board } = session.getState();
  if (board)
    saveFile({ name: 'photos.csv', blob: new Blob([sortingCsv(board.photos, board)], { type: 'text/csv' }) });
}

export function canWriteFolders(): boolean {
  return 'showDirectoryPicker' in window;
}

/** Copies the photos into sub-folders of a folder the user chooses. The photos themselves stay where they are. */
export async function writeFolders(): Promise<void> {
  const { board } = session.getState();
  if (!board || board.writing.status === 'working') return;
  const root = await chooseFolder().catch((error: unknown) => {
    change(() => ({ writing: failed(failureOf(error)) }));
    return undefined;
  });
  if (!root) return;
  const copies = plannedCopies(board.photos, board);
  const written: Written[] = [];
  const controller = new AbortController();
  writing = controller;
  change(() => ({ writing: working({ done: 0, total: copies.length }) }));
  try {
    await writeCopies(root, copies, (path) => board.files.get(path), {
      signal: controller.signal,
      onWritten: (file) => {
        written.push(file);
        change(() => ({ writing: working({ done: written.length, total: copies.length }) }));
      },
    });
    change(() => ({ writing: ready({ kind: 'folders', root, written }) }));
  } catch (error) {
    // What is written stays on the list, so that it can be taken back.
    change(() => ({ writing: failed(failureOf(error)), leftBehind: { root, written } }));
  }
}

/** @returns undefined when the user closed the dialog */
async function chooseFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  // Not in TypeScript's library.
  const show = Reflect.get(window, 'showDirectoryPicker') as (
    options: object,
  ) => Promise<FileSystemDirectoryHandle>;
  return await show.call(window, { mode: 'readwrite' }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  });
}

export function stopWriting(): void {
  writing?.abort();
}

/** Takes back the files the last writing made. */
export async function undoWriting(): Promise<void> {
  const { board } = session.getState();
  const made =
    board?.writing.status === 'ready' && board.writing.value.kind === 'folders'
      ? board.writing.value
      : board?.leftBehind;
  if (!made) return;
  const gone = await undoCopies(made.root, made.written);
  change(() => ({ writing: ready({ kind: 'undone', gone }), leftBehind: undefined }));
}

/** A zip of the same folders, streamed into a file where the browser has such a dialog. */
export async function saveZip(): Promise<void> {
  const { board } = session.getState();
  if (!board || board.writing.status === 'working') return;
  const copies = plannedCopies(board.photos, board);
  const controller = new AbortController();
  writing = controller;
  change(() => ({ writing: working({ done: 0, total: copies.length }) }));
  try {
    const { downloadZip } = await import('client-zip');
    let done = 0;
    const onEach = () => change(() => ({ writing: working({ done: (done += 1), total: copies.length }) }));
    const zip = downloadZip(zipEntries(copies, board, onEach, controller.signal));
    // Parts of a Blob lie on disk: thousands of photos do not fill the memory.
    const blob = await zip.blob();
    if (controller.signal.aborted) return change(() => ({ writing: EMPTY }));
    saveFile({ name: 'photos.zip', blob });
    change(() => ({ writing: ready({ kind: 'zip', files: copies.length }) }));
  } catch (error) {
    change(() => ({ writing: failed(failureOf(error)) }));
  }
}

async function* zipEntries(
  copies: readonly Copy[],
  { files }: PhotoBoard,
  onEach: () => void,
  signal: AbortSignal,
) {
  for (const { from, folder, name } of copies) {
    if (signal.aborted) return;
    const file = files.get(from);
    if (file) yield { name: `${folder}/${name}`, lastModified: new Date(file.lastModified), input: file };
    onEach();
  }
}

/** The photos under their expressions, as a dataset to look at and import. */
export async function makeDataset(): Promise<void> {
  const { board } = session.getState();
  if (!board) return;
  const sorted = board.photos.flatMap((photo) => {
    const column = columnOf(photo, board);
    const file = board.files.get(photo.path);
    return file && !isSpecial(column) ? [{ column, file }] : [];
  });
  const placed = await Promise.all(
    sorted.map(async ({ column, file }) => {
      const picture = file.type === 'image/gif' ? await firstFrame(file) : file;
      return { path: `photos/${column}/${picture.name}`, file: picture };
    }),
  );
  location.hash = '#/data';
  await lookAt(sourceOf(placed));
}

/** What the model saw of a sticker that moves, as a picture that a dataset can hold. */
async function firstFrame(file: File): Promise<File> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return file;
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return new File([await canvas.convertToBlob()], `${file.name}.png`, { type: 'image/png' });
}
