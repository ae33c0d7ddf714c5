import { AppError } from '../shared/errors';

// Everything that may come in is at most so large: what is beyond gets a sentence, before it costs memory or time.

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What is limited, for the sentence. */
type Unit = 'bytes' | 'files' | 'rows' | 'labels' | 'ratio';

/** One chosen file. */
export const FILE_BYTES = 2 * GIB;
/** Of a folder or an archive. */
export const FILES = 200_000;
/** All that comes out of an archive. */
export const UNPACKED_BYTES = 2 * GIB;
/** FER2013 as CSV packs to a third; what unpacks to more than this times its size is made to fill the disk. */
export const UNPACKED_RATIO = 200;
/** Bytes that may come out of almost nothing. */
export const UNJUDGED_BYTES = MIB;

/** A CSV inside an archive or a folder. */
export const CSV_BYTES = GIB;
export const CSV_ROWS = 200_000; // good and bad
export const CSV_ROW_BYTES = 64 * 1024; // a full row has at most 9.3 KB
export const CSV_COLUMNS = 16;

/** Labels are stored as bytes. */
export const LABELS = 256;
/** labels.txt of GENKI-4K; its 4,000 lines have .12 MB. */
export const LABELS_FILE_BYTES = 4 * MIB;
/** pose.csv of our own zip; a row has some 70 bytes. */
export const POSES_FILE_BYTES = 32 * MIB;

export function tooLarge(unit: Unit, limit: number): AppError {
  return new AppError('data/too-large', { limit, unit });
}
