import type { Rejection, RejectionReason } from '../shared/dataset';
import { AppError } from '../shared/errors';

const KEPT = 20; // of each reason
const KEPT_PICTURES = 5000; // of each reason that says nothing against the file: one wants to look at all of those
const BAD_SHARE = 0.01;
const LEAST_ROWS = 100;

interface RowCounts {
  readonly rows: number; // read so far, bad ones included
  readonly mostToCome?: number;
  /** Bad rows that do not count: the last row of a file that was cut there. */
  readonly forgiven?: number;
}

// What a photo shows, and which photos one has, says nothing against the file.
const OF_PHOTOS: readonly RejectionReason[] = [
  'no-face',
  'several-faces',
  'file-missing',
  'picture-heic',
  'picture-size',
  'picture-bytes',
];
// Of files beside the pictures and rows.
const BESIDE: readonly RejectionReason[] = ['name-unsafe', 'poses-unreadable'];
const EXCUSED: ReadonlySet<RejectionReason> = new Set([...OF_PHOTOS, ...BESIDE]);

/** Counts what an import left out, keeps the first few for the report, and says when it is too much. */
export class Rejections {
  total = 0;
  readonly first: Rejection[] = [];
  readonly byReason = new Map<RejectionReason, number>();

  /** Without files beside the pictures and rows. */
  get rows(): number {
    return this.total - this.countOf(BESIDE);
  }

  add(rejections: readonly Rejection[]): void {
    this.total += rejections.length;
    for (const rejection of rejections) {
      const before = this.byReason.get(rejection.reason) ?? 0;
      if (before < (OF_PHOTOS.includes(rejection.reason) ? KEPT_PICTURES : KEPT)) this.first.push(rejection);
      this.byReason.set(rejection.reason, before + 1);
    }
  }

  /**
   * Up to 1 % of the rows may be bad, of at least 100 rows; photos that are only no use do not count. Rows to come are taken for good here, so a file is
   * refused early exactly when nothing can save it any more.
   *
   * @throws AppError data/too-many-bad-rows
   */
  judge({ rows, mostToCome = 0, forgiven = 0 }: RowCounts): void {
    const bad = this.total - this.countOf([...EXCUSED]) - forgiven;
    const first = this.first.find(({ reason }) => !EXCUSED.has(reason));
    if (!first || bad <= Math.floor(BAD_SHARE * Math.max(LEAST_ROWS, rows + mostToCome))) return;
    throw tooMany(first, bad, rows);
  }

  /** While more may come. @param images taken so far @throws AppError data/too-many-bad-rows */
  judgeEarly(images: number, mostToCome: number): void {
    if (mostToCome > 0) this.judge({ rows: images + this.rows, mostToCome });
  }

  /**
   * When all has been read.
   *
   * @param images taken
   * @param acceptTruncated take the complete rows of a file that was cut short
   * @throws AppError data/no-images, data/none-usable, data/truncated, data/too-many-bad-rows
   */
  judgeEnd(images: number, isTruncated: boolean, acceptTruncated: boolean): void {
    this.judge({ rows: images + this.rows, forgiven: isTruncated ? 1 : 0 });
    if (images === 0) throw this.nothingLeft();
    if (isTruncated && !acceptTruncated) throw new AppError('data/truncated', { rows: images });
  }

  private countOf(reasons: readonly RejectionReason[]): number {
    return reasons.reduce((sum, reason) => sum + (this.byReason.get(reason) ?? 0), 0);
  }

  /** Why nothing at all could be taken. */
  private nothingLeft(): AppError {
    const { rows, byReason } = this;
    const first = this.first.find(({ reason }) => !BESIDE.includes(reason));
    if (!first) return new AppError('data/no-images');
    const isExcused = [...byReason.keys()].every((reason) => EXCUSED.has(reason));
    return isExcused
      ? new AppError('data/none-usable', { bad: rows, ...detailsOf(first) })
      : tooMany(first, rows, rows);
  }
}

function tooMany(first: Rejection, bad: number, rows: number): AppError {
  return new AppError('data/too-many-bad-rows', { bad, rows, ...detailsOf(first) });
}

function detailsOf({ at, reason, expected = '', found = '' }: Rejection) {
  return { where: 'row' in at ? at.row : at.file, reason, expected, found };
}
