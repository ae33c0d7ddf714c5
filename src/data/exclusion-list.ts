import * as v from 'valibot';
import { type DatasetManifest, SPLITS } from '../shared/dataset';
import { FINDINGS } from '../shared/diagnosis';
import { csvField } from '../shared/csv-field';
import { AppError } from '../shared/errors';
import { type ExcludedPart, type ExclusionReason, partsOf } from '../shared/exclusions';
import type { FaceIndex } from './face-index';

const LIST_FORMATS = ['json', 'csv'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

const REASONS = [...FINDINGS, 'by-hand', 'copy-of-training'] as const satisfies readonly ExclusionReason[];
const CSV_HEADER = 'dataset,row_or_file,label,split,reason';

const entrySchema = v.object({
  at: v.union([v.object({ row: v.number() }), v.object({ file: v.string() })]),
  label: v.string(),
  reason: v.picklist(REASONS),
});
const listSchema = v.object({
  format: v.literal('mien-exclusions'),
  formatVersion: v.literal(1),
  dataset: v.object({ id: v.string() }),
  pictures: v.array(entrySchema),
});

type Entry = v.InferOutput<typeof entrySchema>;
interface ExclusionList {
  readonly datasetId: string;
  readonly entries: readonly Entry[];
}

/** What is left out of a dataset, each with its row or file and the reason. */
export function writeExclusionList(
  format: ListFormat,
  manifest: Pick<DatasetManifest, 'id' | 'name' | 'labels'>,
  index: FaceIndex,
  excluded: ReadonlyMap<number, ExclusionReason>,
): string {
  const pictures = [...excluded]
    .toSorted(([one], [other]) => one - other)
    .map(([at, reason]) => ({
      at: originOf(index.origins[at] ?? 0),
      label: manifest.labels[index.labels[at] ?? 0] ?? '',
      split: SPLITS[index.splits[at] ?? 0] ?? '',
      reason,
    }));
  if (format === 'json') {
    const { id, name } = manifest;
    const list = { format: 'mien-exclusions', formatVersion: 1, dataset: { id, name }, pictures };
    return `${JSON.stringify(list, null, 2)}\n`;
  }
  const lines = pictures.map(({ at, label, split, reason }) =>
    [manifest.id, 'row' in at ? String(at.row) : at.file, label, split, reason].map(csvField).join(','),
  );
  return `${[CSV_HEADER, ...lines].join('\n')}\n`;
}

/**
 * Reads a list that writeExclusionList wrote, of this dataset or of one that has the same rows or files under the same labels, as
 * the same pictures with other parts do.
 *
 * @returns the pictures by reason
 * @throws AppError data/bad-exclusion-list, data/other-exclusion-list, data/unknown-exclusions
 */
export function readExclusionList(
  text: string,
  name: string,
  manifest: Pick<DatasetManifest, 'id' | 'name' | 'labels'>,
  { origins, labels }: FaceIndex,
): readonly ExcludedPart[] {
  const { datasetId, entries } = parseList(text, name);
  const known = new Map(origins.map((origin, index) => [String(origin), index])); // a file may be called "12"
  const labelOf = (index: number) => manifest.labels[labels[index] ?? 0];
  const placed = entries.map(({ at, label, reason }) => {
    const origin = String('row' in at ? at.row : at.file);
    return { origin, index: known.get(origin), label, reason };
  });
  const isHere = placed.every(({ index, label }) => index !== undefined && labelOf(index) === label);
  if (datasetId !== manifest.id && !isHere) throw new AppError('data/other-exclusion-list', { name });
  const unknown = placed.filter(({ index }) => index === undefined);
  if (unknown.length > 0) {
    const found = unknown
      .slice(0, 3)
      .map(({ origin }) => origin)
      .join(', ');
    throw new AppError('data/unknown-exclusions', { found, bad: unknown.length });
  }
  return partsOf(placed.map(({ index = 0, reason }) => [index, reason]));
}

function originOf(origin: number | string): { row: number } | { file: string } {
  return typeof origin === 'number' ? { row: origin } : { file: origin };
}

function parseList(text: string, name: string): ExclusionList {
  try {
    return text.trimStart().startsWith('{') ? parseJson(text) : parseCsv(text);
  } catch (error) {
    throw new AppError('data/bad-exclusion-list', { name }, { cause: error });
  }
}

function parseJson(text: string): ExclusionList {
  const { dataset, pictures } = v.parse(listSchema, JSON.parse(text));
  return { datasetId: dataset.id, entries: pictures };
}

function parseCsv(text: string): ExclusionList {
  const [header, ...rows] = csvRecords(text.replace(/^\uFEFF/, ''));
  if (header?.join(',') !== CSV_HEADER) throw new Error(`expected the header ${CSV_HEADER}`);
  const ids = new Set(rows.map(([id]) => id));
  if (ids.size > 1) throw new Error('several datasets in one list');
  const entries = rows.map(([, origin = '', label = '', , reason]) =>
    v.parse(entrySchema, { at: { file: origin }, label, reason }),
  );
  return { datasetId: [...ids][0] ?? '', entries };
}

/** The records of a CSV (RFC 4180), without empty ones; a quoted field may hold line breaks. */
function csvRecords(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    const field = quoted === undefined ? plain : quoted.replaceAll('""', '"');
    record.push(/^'+[=+\-@\t\r]/.test(field) ? field.slice(1) : field);
    if (end === ',') continue;
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  return records;
}
