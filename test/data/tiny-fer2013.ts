/** Rows of a FER2013 CSV, made to measure. */
export interface TinyRow {
  readonly emotion?: number | string;
  readonly usage?: string;
  /** All 2304 pixels have this value. */
  readonly level?: number;
  /** Instead of level: the text of the field. */
  readonly pixels?: string;
}

export const HEADER = 'emotion,pixels,Usage';

export function levelPixels(level: number, count = 2304): string {
  return Array.from({ length: count }, () => level).join(' ');
}

export function csvRow({
  emotion = 0,
  usage = 'Training',
  level = 7,
  pixels = levelPixels(level),
}: TinyRow = {}): string {
  return `${emotion},${pixels},${usage}`;
}

export function csvText(rows: readonly TinyRow[], lineBreak = '\n'): string {
  return [HEADER, ...rows.map(csvRow), ''].join(lineBreak);
}
