import { AppError } from '../shared/errors';

/** Rethrows what reading a file threw: one that changed or vanished is a failure with a sentence. @param name of the file */
export function readingFailure(error: unknown, name: string): never {
  throw isFileGone(error) ? new AppError('data/unreadable', { name }, { cause: error }) : error;
}

/** Whether the browser could not read the chosen file any more (deleted, changed, permission lost). */
export function isFileGone(error: unknown): boolean {
  return error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name);
}
