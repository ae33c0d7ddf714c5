import type { Split } from '../../shared/dataset';
import { AppError } from '../../shared/errors';
import { CSV_COLUMNS } from '../limits';

/** What stands in the column Usage, in lower case. */
export const USAGES: ReadonlyMap<string, Split> = new Map([
  ['training', 'train'],
  ['publictest', 'validation'],
  ['privatetest', 'test'],
]);

export type Column = 'emotion' | 'pixels' | 'usage' | 'other';

/** Bytes of the first line that are looked at to tell a FER2013 CSV. */
export const HEADER_LIMIT = 4096;

/** Whether a first line names the columns of FER2013. */
export function isFer2013Header(line: Uint8Array): boolean {
  return columnsOf(decode(line)) !== undefined;
}

/** Whether the rows say which part they belong to, to be asked of a FER2013 header. */
export function namesUsage(line: Uint8Array): boolean {
  return columnsOf(decode(line))?.includes('usage') ?? false;
}

/** @throws AppError data/bad-header */
export function readHeader(line: string): Column[] {
  const columns = columnsOf(line);
  if (!columns) throw badHeader(line.trim());
  return columns;
}

/** @returns undefined when the line is no header of FER2013 */
function columnsOf(line: string): Column[] | undefined {
  const names = line.split(',').map((name) => name.replaceAll('"', '').trim().toLowerCase());
  const columns = names.map((name): Column =>
    name === 'emotion' || name === 'pixels' || name === 'usage' ? name : 'other',
  );
  const isUnique = (column: Column) => columns.filter((other) => other === column).length === 1;
  const isKnown =
    isUnique('emotion') && isUnique('pixels') && (isUnique('usage') || !columns.includes('usage'));
  return isKnown && columns.length <= CSV_COLUMNS ? columns : undefined;
}

export function badHeader(found: string): AppError {
  return new AppError('data/bad-header', { found: found.slice(0, 80) });
}

/** Text of a CSV in UTF-8; a byte order mark is dropped. */
export function decode(bytes: Uint8Array | readonly number[]): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
