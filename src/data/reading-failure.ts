import { AppError } from '../shared/errors';

/** Rethrows what reading a file threw: a file that changed or vanished has its own name. */
export function readingFailure(error: unknown): never {
  throw isFileGone(error) ? new AppError('data/unreadable', {}, { cause: error }) : error;
}

/** Whether the browser could not read the chosen file any more (deleted, changed, permission lost). */
export function isFileGone(error: unknown): boolean {
  return error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name);
}
