import { FER2013_IMAGE, imageBytes, type Rejection, type Split } from '../../shared/dataset';
import { EXPRESSIONS } from '../../shared/labels';
import { CSV_ROW_BYTES, CSV_ROWS, tooLarge } from '../limits';
import { readingFailure } from '../reading-failure';
import type { Portion, ReadEnd, Reader, Sample } from '../reader';
import { badHeader, type Column, decode, readHeader, USAGES } from './fer2013-header';

const PIXELS = imageBytes(FER2013_IMAGE);
const FER2013_ROWS = 35_887;
const TEXT_LIMIT = 32; // bytes kept of a field that is not pixels: enough for every legal value and for a report
// The shortest good row: one digit per pixel, a space or comma after each, the emotion. Usage may be missing.
const SHORTEST_ROW = 2 * PIXELS + 2;

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const DIGIT_0 = 48;

type Problem = Pick<Rejection, 'reason' | 'expected' | 'found'>;

/** A CSV in whatever holds it. */
interface CsvSource {
  readonly name: string; // of the chosen file
  readonly totalBytes: number; // of the stream
  readonly stream: () => ReadableStream<Uint8Array>;
}

/** FER2013 as one CSV: columns emotion, pixels and mostly Usage, found by name. */
export function fer2013Csv({ name, totalBytes, stream }: CsvSource): Reader {
  return {
    kind: 'fer2013-csv',
    labels: EXPRESSIONS,
    image: FER2013_IMAGE,
    isDrawn: false,
    totalBytes,
    usualImages: FER2013_ROWS,
    read: () => readFer2013Csv(stream(), totalBytes, name),
  };
}

/**
 * Reads the rows of a FER2013 CSV as they arrive; holds one row and one chunk, never the file.
 *
 * Rows end at LF, CR or CRLF, also inside quotes: no column of this file holds a line break, and a quote that is
 * never closed then costs one row instead of the rest of the file.
 *
 * @param totalBytes length of the stream, for mostToCome
 * @param name of the chosen file, for when it cannot be read any more
 * @throws AppError data/bad-header without columns emotion and pixels, data/too-large for more than 200,000 rows,
 *   data/unreadable when the stream fails
 */
export async function* readFer2013Csv(
  stream: ReadableStream<Uint8Array>,
  totalBytes: number,
  name = '',
): AsyncGenerator<Portion, ReadEnd, void> {
  const rows = new CsvRows();
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => readingFailure(error, name));
      if (done) break;
      yield rows.push(value, totalBytes);
    }
    yield rows.finish();
    return { splitSource: rows.hasUsage ? 'official' : 'seeded', isTruncated: rows.isTruncated };
  } finally {
    await reader.cancel().catch(() => undefined); // a stream that already failed has said so above
  }
}

/**
 * The byte state machine. It makes no string and no array per value: splitting 2304 numbers per row into strings
 * is what makes general CSV parsers five times slower on this file.
 */
class CsvRows {
  isTruncated = false;
  private columns: readonly Column[] | undefined; // undefined until the header has been read
  private headerBytes: number[] = [];
  private samples: Sample[] = [];
  private rejections: Rejection[] = [];
  private doneBytes = 0;

  private rows = 0; // good and bad
  private row = 1; // line of the file
  private rowBytes = 0; // of this row, in chunks before the current one
  private column = 0;
  private hasText = false; // anything but spaces, outside the hot loop
  private isQuoted = false;
  private endedWithCr = false;
  private problem: Problem | undefined; // the first of this row

  private readonly pixels = new Uint8Array(PIXELS);
  private pixelCount = 0;
  private value = 0; // of the number being read
  private digits = 0;

  private readonly text = new Uint8Array(TEXT_LIMIT); // the field being read, where it is not pixels
  private textLength = 0;
  private label = -1;
  private split: Split = 'train';

  get hasUsage(): boolean {
    return this.columns?.includes('usage') ?? false;
  }

  push(chunk: Uint8Array, totalBytes: number): Portion {
    let at = 0;
    let rowStart = 0;
    while (at < chunk.length) {
      if (this.columns?.[this.column] === 'pixels' && this.textLength === 0) {
        const from = at;
        at = this.readPixels(chunk, from);
        if (at > from) this.endedWithCr = false;
        if (at === chunk.length) break;
      }
      const byte = chunk[at] as number;
      at += 1;
      if (byte === LF || byte === CR) {
        // The LF of a CRLF, possibly in the next chunk, ends nothing.
        if (byte === CR || !this.endedWithCr) this.endRow(this.rowBytes + at - 1 - rowStart, true);
        this.rowBytes = 0;
        rowStart = at;
      } else this.take(byte);
      this.endedWithCr = byte === CR;
    }
    this.rowBytes += chunk.length - rowStart;
    this.doneBytes += chunk.length;
    // One more than fits: the row that has begun.
    return this.portion(Math.max(1, Math.floor((totalBytes - this.doneBytes) / SHORTEST_ROW) + 1));
  }

  /** Ends the last row, which may lack its line break. */
  finish(): Portion {
    if (this.rowBytes > 0) this.endRow(this.rowBytes, false);
    if (!this.columns) throw badHeader('');
    return this.portion(0);
  }

  private portion(mostToCome: number): Portion {
    const { samples, rejections, doneBytes } = this;
    this.samples = [];
    this.rejections = [];
    return { samples, rejections, doneBytes, mostToCome };
  }

  /** Digits and single spaces. Returns at the first byte that is neither. */
  private readPixels(chunk: Uint8Array, from: number): number {
    const { pixels } = this;
    let { value, digits, pixelCount } = this;
    let at = from;
    const end = chunk.length;
    while (at < end) {
      if (digits === 0) {
        this.pixelCount = pixelCount;
        at = this.readWholePixels(chunk, at);
        ({ pixelCount } = this);
        if (at === end) break;
      }
      let byte = chunk[at] as number;
      let digit = byte - DIGIT_0;
      while (digit >>> 0 <= 9) {
        value = (value * 10 + digit) | 0; // stays an int32; what wraps around has too many digits anyway
        digits += 1;
        at += 1;
        if (at === end) break;
        byte = chunk[at] as number;
        digit = byte - DIGIT_0;
      }
      if (at === end || byte !== SPACE) break;
      at += 1;
      if (digits === 0) continue;
      if (value > 255 || digits > 3) this.note('pixel-value', undefined, numberText(value, digits));
      else if (pixelCount < PIXELS) pixels[pixelCount] = value;
      pixelCount += 1;
      value = 0;
      digits = 0;
    }
    this.value = value;
    this.digits = digits;
    this.pixelCount = pixelCount;
    return at;
  }

  /** The hottest loop: whole numbers of one to three digits with a space behind them. Returns where there is something else. */
  private readWholePixels(chunk: Uint8Array, from: number): number {
    const { pixels } = this;
    let { pixelCount } = this;
    let at = from;
    while (at + 4 <= chunk.length && pixelCount < PIXELS) {
      const first = (chunk[at] as number) - DIGIT_0;
      const second = (chunk[at + 1] as number) - DIGIT_0;
      if (first >>> 0 > 9) break;
      let level = first;
      let length = 2;
      if (second !== SPACE - DIGIT_0) {
        const third = (chunk[at + 2] as number) - DIGIT_0;
        if (second >>> 0 > 9) break;
        level = first * 10 + second;
        length = 3;
        if (third !== SPACE - DIGIT_0) {
          level = level * 10 + third;
          length = 4;
          if (third >>> 0 > 9 || level > 255 || chunk[at + 3] !== SPACE) break;
        }
      }
      pixels[pixelCount] = level;
      pixelCount += 1;
      at += length;
    }
    this.pixelCount = pixelCount;
    return at;
  }

  private take(byte: number): void {
    if (!this.columns) return this.takeOfHeader(byte);
    this.hasText ||= byte > SPACE;
    if (byte === QUOTE) this.isQuoted = !this.isQuoted;
    else if (byte === COMMA && !this.isQuoted) this.endField();
    else if (this.columns[this.column] === 'pixels') this.takeOfPixels(byte);
    else this.keepText(byte);
  }

  private takeOfHeader(byte: number): void {
    if (this.headerBytes.length >= CSV_ROW_BYTES)
      throw badHeader(decode(this.headerBytes.slice(0, TEXT_LIMIT)));
    this.headerBytes.push(byte);
  }

  /** A byte among the pixels that is no digit and no space, and what follows it up to the next space. */
  private takeOfPixels(byte: number): void {
    if (byte === SPACE || byte === TAB) return this.endPixel();
    if (this.textLength === 0)
      for (const kept of numberText(this.value, this.digits)) this.keepText(kept.charCodeAt(0));
    this.keepText(byte);
  }

  private endPixel(): void {
    const { value, digits, textLength, pixelCount } = this;
    if (digits === 0 && textLength === 0) return;
    if (textLength > 0) this.note('pixel-value', undefined, this.takeText());
    else if (value > 255 || digits > 3) this.note('pixel-value', undefined, numberText(value, digits));
    else if (pixelCount < PIXELS) this.pixels[pixelCount] = value;
    this.pixelCount += 1;
    this.value = 0;
    this.digits = 0;
  }

  private keepText(byte: number): void {
    if (this.textLength < TEXT_LIMIT) this.text[this.textLength] = byte;
    this.textLength += 1;
  }

  private takeText(): string {
    const text = decode(this.text.subarray(0, Math.min(this.textLength, TEXT_LIMIT)));
    this.textLength = 0;
    return text.trim();
  }

  private endField(): void {
    const column = this.columns?.[this.column];
    if (column === 'pixels') {
      this.endPixel();
      if (this.pixelCount !== PIXELS) this.note('pixel-count', String(PIXELS), String(this.pixelCount));
    } else if (column === 'emotion') this.readLabel(this.takeText());
    else if (column === 'usage') this.readUsage(this.takeText());
    this.textLength = 0;
    this.column += 1;
    this.isQuoted = false;
  }

  private readLabel(text: string): void {
    this.label = /^[0-6]$/.test(text) ? Number(text) : -1;
    if (this.label < 0) this.note('label-unknown', undefined, text);
  }

  private readUsage(text: string): void {
    const split = USAGES.get(text.toLowerCase());
    if (split) this.split = split;
    else this.note('usage-unknown', undefined, text);
  }

  private note(reason: Problem['reason'], expected: string | undefined, found: string): void {
    this.problem ??= { reason, ...(expected === undefined ? {} : { expected }), found };
  }

  private endRow(rowBytes: number, hasLineBreak: boolean): void {
    if (!this.columns) this.endHeader();
    else if (rowBytes > 0 && !this.isBlank(rowBytes)) this.endDataRow(this.columns, rowBytes, hasLineBreak);
    this.row += 1;
    this.column = 0;
    this.hasText = false;
    this.isQuoted = false;
    this.problem = undefined;
    this.pixelCount = 0;
    this.value = 0;
    this.digits = 0;
    this.textLength = 0;
    this.split = 'train';
  }

  /** Nothing but spaces and tabs, and not so many that somebody means harm. */
  private isBlank(rowBytes: number): boolean {
    return !this.hasText && this.pixelCount === 0 && this.digits === 0 && rowBytes <= CSV_ROW_BYTES;
  }

  private endHeader(): void {
    const line = decode(this.headerBytes);
    this.headerBytes = [];
    if (line.trim() !== '') this.columns = readHeader(line);
  }

  private endDataRow(columns: readonly Column[], rowBytes: number, hasLineBreak: boolean): void {
    this.endField();
    this.rows += 1;
    if (this.rows > CSV_ROWS) throw tooLarge('rows', CSV_ROWS);
    const problem = this.problemOfRow(columns.length, rowBytes);
    if (problem) this.rejections.push({ at: { row: this.row }, ...problem });
    else this.samples.push(this.sample());
    if (problem && !hasLineBreak) this.isTruncated = looksCut(problem);
  }

  private problemOfRow(columns: number, rowBytes: number): Problem | undefined {
    if (rowBytes > CSV_ROW_BYTES)
      return { reason: 'row-too-long', expected: String(CSV_ROW_BYTES), found: String(rowBytes) };
    if (this.column !== columns) {
      return { reason: 'column-count', expected: String(columns), found: String(this.column) };
    }
    return this.problem;
  }

  private sample(): Sample {
    return { pixels: this.pixels.slice(), label: this.label, split: this.split, origin: this.row };
  }
}

/** Whether a last row without line break stops in the middle, rather than holding a wrong value. */
function looksCut({ reason, found = '' }: Problem): boolean {
  if (reason === 'pixel-count') return Number(found) < PIXELS;
  if (reason === 'usage-unknown')
    return [...USAGES.keys()].some((usage) => usage.startsWith(found.toLowerCase()));
  return reason === 'column-count';
}

/** A number as it stood in the file, as far as a report needs it. */
function numberText(value: number, digits: number): string {
  if (digits === 0) return '';
  return digits > 9 ? `${digits} digits` : String(value).padStart(digits, '0');
}
