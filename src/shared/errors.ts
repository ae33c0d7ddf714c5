/** Everything a user can meet that went wrong. The prefix is the room that throws it. */
export const ERROR_CODES = [
  'data/unknown-format', // name
  'data/bad-header', // found
  'data/too-many-bad-rows', // bad, rows, where, reason, expected, found (of the first)
  'data/truncated', // rows: complete rows that could be imported
  'data/no-images',
  'data/empty-file', // name
  'data/part-of-model', // name
  'data/single-picture', // name
  'data/heic', // name
  'data/loose-pictures', // name, images
  'data/one-expression', // name, images, found: the expression
  'data/none-usable', // bad, where, reason, expected, found (of the first)
  'data/unreadable', // name: the file changed or vanished while it was read
  'data/bad-archive', // name
  'data/unsafe-names', // name, found: the name of its first file
  'data/too-large', // limit, unit: rows, files, labels, bytes, ratio
  'data/bad-exclusion-list', // name
  'data/other-exclusion-list', // name
  'data/unknown-exclusions', // found: the first rows or files that the dataset does not have; bad: how many
  'data/not-written', // cause: the file an export was to be saved in
  'storage/quota-full', // neededMB
  'storage/blocked', // another tab holds an older version
  'storage/newer', // data written by a newer version of Mien
  'storage/unavailable', // private mode, or switched off
  'storage/damaged', // what: dataset or model that fails its checksum
  'storage/missing', // what
  'storage/failed', // cause
  'compute/no-backend',
  'compute/device-lost', // cause
  'compute/out-of-memory',
  'model/answers-differ', // difference: largest of the probes, 0..1
  'model/bad-file', // name, cause
  'model/missing-file', // name: which of the three is missing
  'model/card-differs', // what: the card does not describe these weights
  'model/no-box', // cause
  'model/no-half-precision',
  'model/not-finite',
  'train/bad-link', // cause: why no recipe could be unpacked from the address
  'train/bad-recipe', // name, cause: the part of a recipe file or link that is wrong
  'train/elsewhere', // another tab trains this run
  'train/exploded', // epoch, step
  'train/no-images',
  'train/not-finite', // epoch, step
  'train/other-pictures', // found, expected: "48 × 48 × 1"
  'train/other-samples', // the faces of a run are not those it began with
  'evaluate/no-images', // split
  'evaluate/labels-differ', // found, expected
  'evaluate/pictures-differ', // found, expected: "48 × 48 × 1"
  'faces/unavailable', // cause: the face detector did not start
  'photos/no-room', // cause
  'photos/folder-lost', // name, cause: the chosen folder is gone, or may no longer be written to
  'photos/not-written', // cause
  'live/camera-denied',
  'live/camera-policy',
  'live/no-camera',
  'live/camera-busy',
  'live/camera-ended',
  'live/camera-insecure',
  'live/bad-picture', // name
  'live/picture-too-large', // name
  'live/bad-video', // name
  'live/video-cut-short', // name, seconds: that could be read
  'live/film-broke-off', // cause
  'live/no-video-encoder',
  'live/too-few-frames', // found, limit
  'internal/not-loaded', // name: the worker whose script did not arrive
  'internal/worker-crashed', // name
  'internal/unexpected', // cause
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * What fails so has left its thread good for nothing: a lost device does not come back, a full wasm heap stays full,
 * and MediaPipe's loader is a module, which runs once per thread.
 */
export const FATAL_CODES: ReadonlySet<ErrorCode> = new Set([
  'compute/device-lost',
  'compute/out-of-memory',
  'faces/unavailable',
]);

export type ErrorDetails = Readonly<Record<string, string | number>>;

/**
 * A failure we can name, as plain data: it crosses the thread wall and the page renders it.
 * The words (what happened, what is safe, what to do) are found by code in the page's locales.
 */
export interface Failure {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
}

/** Carries a Failure. Thrown by the room that knows the reason; nobody in between rewraps it. */
export class AppError extends Error implements Failure {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(details)}`, options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** Any thrown value as a Failure; what we did not foresee becomes internal/unexpected. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AppError) return { code: error.code, details: error.details };
  return { code: 'internal/unexpected', details: { cause: describeCause(error) } };
}

/** One line about a thrown value, for a failure's details. Never empty, never "[object Object]". */
export function describeCause(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return typeof error === 'string' && error !== '' ? error : `unknown (${typeof error})`;
}
