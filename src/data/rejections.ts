import type { Rejection } from '../shared/dataset';
import { AppError } from '../shared/errors';

const KEPT = 20;
const BAD_SHARE = 0.01;
const LEAST_ROWS = 100;

export interface RowCounts {
  readonly rows: number; // read so far, bad ones included
  readonly mostToCome?: number;
  /** Bad rows that do not count: the last row of a file that was cut there. */
  readonly forgiven?: number;
}

/** Counts what an import left out, keeps the first few for the report, and says when it is too much. */
export class Rejections {
  total = 0;
  readonly first: Rejection[] = [];

  add(rejections: readonly Rejection[]): void {
    this.total += rejections.length;
    this.first.push(...rejections.slice(0, KEPT - this.first.length));
  }

  /**
   * Up to 1 % of the rows may be bad, of at least 100 rows. Rows to come are taken for good here, so a file is
   * refused early exactly when nothing can save it any more.
   *
   * @throws AppError data/too-many-bad-rows
   */
  judge({ rows, mostToCome = 0, forgiven = 0 }: RowCounts): void {
    const bad = this.total - forgiven;
    const [first] = this.first;
    if (!first || bad <= Math.floor(BAD_SHARE * Math.max(LEAST_ROWS, rows + mostToCome))) return;
    const where = 'row' in first.at ? first.at.row : first.at.file;
    const { reason, expected = '', found = '' } = first;
    throw new AppError('data/too-many-bad-rows', { bad, rows, where, reason, expected, found });
  }
}
