import type { PlacedFile } from '../../data/source-file';
import type { PhotoReading } from '../../photos/read-photos';
import { AppError } from '../../shared/errors';
import { isLitter } from '../../shared/file-names';
import { cardInUse } from '../model-names';
import { type Column } from '../photos/sorting';
import type { PhotoBoard, PhotosAsked } from '../photos/board';
import { failureOf, modelInUse, session } from '../session';
import { askedBackend, sorter } from '../threads';
import { chooseModel } from './model-actions';
import { dropWriting } from './photo-output-actions';

const FIRST_THRESHOLD = 0.45;

let reading: AbortController | undefined;
let boards = 0;

/** Reads photos and sorts them; those of before make room, once the user has agreed where something would be lost. */
export async function sortPhotos(placed: readonly PlacedFile[]): Promise<void> {
  if (isAtWork()) return session.setState({ photosAsked: { kind: 'sort', placed } });
  endWork();
  const files = placed.filter(({ path }) => !isLitter(path));
  session.setState({ board: newBoard(files) });
  await readInto(files);
}

/** Another model; the photos that lie there are read anew by it. */
export async function readBy(modelId: string): Promise<void> {
  const { board } = session.getState();
  chooseModel(modelId);
  if (board) await sortPhotos([...board.files].map(([path, file]) => ({ path, file })));
}

/** Makes room, once the user has agreed where something would be lost. Copies that were made stay on their list. */
export function clearPhotos(): void {
  if (isAtWork()) return session.setState({ photosAsked: { kind: 'clear' } });
  endWork();
  session.setState({ board: undefined });
}

/** The user would rather keep what is there. */
export function dismissPhotosAsked(): void {
  session.setState({ photosAsked: undefined });
}

/** The user has agreed. */
export async function goOnWith(asked: PhotosAsked): Promise<void> {
  endWork();
  session.setState({ photosAsked: undefined, board: undefined });
  if (asked.kind === 'sort') await sortPhotos(asked.placed);
}

/** Reading, writing, or sorted by hand: a new board would end it. */
function isAtWork(): boolean {
  const { board, photosWriting } = session.getState();
  if (photosWriting.status === 'working') return true;
  return board !== undefined && (board.isReading || board.corrections.size > 0);
}

function endWork(): void {
  reading?.abort();
  reading = undefined;
  dropWriting();
  session.setState({ photosFailure: undefined });
}

function newBoard(files: readonly PlacedFile[]): PhotoBoard {
  const state = session.getState();
  const model = modelInUse(state);
  return {
    id: (boards += 1),
    files: new Map(files.map((file) => [file.path, file.file])),
    labels: [],
    photos: [],
    total: files.length,
    isReading: true,
    model: model && { id: model.id, weights: state.weights, name: cardInUse(model, state.weights).name },
    threshold: FIRST_THRESHOLD,
    corrections: new Map(),
  };
}

/** Goes on after a stop or a failure. */
export async function readRest(): Promise<void> {
  const { board, photosFailure } = session.getState();
  if (!board || board.isReading) return;
  const unread = unreadFiles(board);
  const [first, ...others] = unread;
  // One that ended the reading as the first of its turn would end it every time.
  const isStuck = photosFailure !== undefined && first !== undefined && first.path === firstOfTurn;
  if (isStuck) add(board.id, [{ kind: 'refused', path: first.path, reason: 'not-read' }]);
  await readInto(isStuck ? others : unread);
}

/** The files that no reading is known of, in their order. */
export function unreadFiles({ files, photos }: Pick<PhotoBoard, 'files' | 'photos'>): PlacedFile[] {
  const read = new Set(photos.map(({ path }) => path));
  return [...files].filter(([path]) => !read.has(path)).map(([path, file]) => ({ path, file }));
}

let firstOfTurn: string | undefined;

async function readInto(files: readonly PlacedFile[]): Promise<void> {
  const { board } = session.getState();
  if (!board) return;
  const controller = new AbortController();
  reading = controller;
  firstOfTurn = undefined;
  session.setState({ photosFailure: undefined });
  changeBoard(board.id, () => ({ isReading: true }));
  try {
    const labels = await loadModel(board);
    if (reading !== controller) return;
    changeBoard(board.id, () => ({ labels }));
    firstOfTurn = files[0]?.path;
    await sorter().call(
      'readPhotos',
      { files },
      { signal: controller.signal, onProgress: ({ readings }) => add(board.id, readings) },
    );
  } catch (error) {
    if (reading === controller) session.setState({ photosFailure: failureOf(error) });
  }
  if (reading === controller) changeBoard(board.id, () => ({ isReading: false }));
}

function add(boardId: number, readings: readonly PhotoReading[]): void {
  changeBoard(boardId, ({ photos }) => ({ photos: [...photos, ...readings] }));
}

async function loadModel({ model }: PhotoBoard): Promise<readonly string[]> {
  if (!model) throw new AppError('storage/missing', { what: 'model' });
  const [card] = await sorter().call('load', {
    models: [{ modelId: model.id, weights: model.weights }],
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

/** Changes the board of this number; one that has made room for another stays as it was. */
function changeBoard(id: number, how: (board: PhotoBoard) => Partial<PhotoBoard>): void {
  session.setState(({ board }) => (board?.id === id ? { board: { ...board, ...how(board) } } : {}));
}

function change(how: (board: PhotoBoard) => Partial<PhotoBoard>): void {
  const { board } = session.getState();
  if (board) changeBoard(board.id, how);
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
