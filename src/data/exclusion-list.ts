import * as v from 'valibot';
import { type DatasetManifest, SPLITS } from '../shared/dataset';
import { FINDINGS } from '../shared/diagnosis';
import { AppError } from '../shared/errors';
import { type ExcludedPart, type ExclusionReason } from '../shared/exclusions';
import type { FaceIndex } from './face-index';

const LIST_FORMATS = ['json', 'csv'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

const REASONS = [...FINDINGS, 'by-hand', 'copy-of-training'] as const satisfies readonly ExclusionReason[];
const CSV_HEADER = 'dataset,row_or_file,label,split,reason';

const entrySchema = v.object({
  at: v.union([v.object({ row: v.number() }), v.object({ file: v.string() })]),
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
 * Reads a list that writeExclusionList wrote.
 *
 * @returns the pictures by reason
 * @throws AppError data/bad-exclusion-list, data/other-exclusion-list, data/unknown-exclusions
 */
export function readExclusionList(
  text: string,
  name: string,
  manifest: Pick<DatasetManifest, 'id' | 'name'>,
  { origins }: FaceIndex,
): readonly ExcludedPart[] {
  const { datasetId, entries } = parseList(text, name);
  if (datasetId !== manifest.id) throw new AppError('data/other-exclusion-list', { name });
  const known = new Map(origins.map((origin, index) => [origin, index]));
  const byReason = new Map<ExclusionReason, number[]>();
  const unknown: (string | number)[] = [];
  for (const { at, reason } of entries) {
    const origin = 'row' in at ? at.row : at.file;
    const index = known.get(origin) ?? known.get(String(origin)); // a file may be called "12"
    if (index === undefined) unknown.push(origin);
    else if (byReason.has(reason)) byReason.get(reason)?.push(index);
    else byReason.set(reason, [index]);
  }
  if (unknown.length > 0) {
    const [first = '', second, third] = unknown;
    const found = [first, second, third].filter((origin) => origin !== undefined).join(', ');
    throw new AppError('data/unknown-exclusions', { found, bad: unknown.length });
  }
  return Array.from(byReason, ([why, indices]) => ({ why, indices: Uint32Array.from(indices).toSorted() }));
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
  const [header, ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (header !== CSV_HEADER) throw new Error(`expected the header ${CSV_HEADER}`);
  const rows = lines.filter((line) => line !== '').map(csvFields);
  const ids = new Set(rows.map(([id]) => id));
  if (ids.size > 1) throw new Error('several datasets in one list');
  const entries = rows.map(([, origin = '', , , reason]) =>
    v.parse(entrySchema, {
      at: /^\d+$/.test(origin) ? { row: Number(origin) } : { file: origin },
      reason,
    }),
  );
  return { datasetId: [...ids][0] ?? '', entries };
}

// A leading = + - or @ would be a formula to a spreadsheet: such a field is quoted behind an apostrophe.
function csvField(text: string): string {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\n\r']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of our own CSV: no field holds a line break, or its file name would. */
function csvFields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => {
    const text = quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"');
    return /^'[=+\-@\t]/.test(text) ? text.slice(1) : text;
  });
}
