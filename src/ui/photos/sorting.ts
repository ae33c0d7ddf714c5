import type { PhotoReading } from '../../photos/read-photos';

/** Where a photo lies: an expression, or one of the places for those without one. */
export type Column = string;

/** The places that are no expression. No label can be called so: labels hold no colon. */
export const SPECIAL_COLUMNS = [':unclear', ':several-faces', ':no-face', ':refused'] as const;
export type SpecialColumn = (typeof SPECIAL_COLUMNS)[number];

export function isSpecial(column: Column): column is SpecialColumn {
  return column.startsWith(':');
}

/** How photos are sorted. */
export interface Sorting {
  readonly labels: readonly string[];
  /** Least probability, 0..1, for a photo to be sorted under an expression. */
  readonly threshold: number;
  /** What the user moved by hand, by path. */
  readonly corrections: ReadonlyMap<string, Column>;
}

export function columnsOf({ labels }: Pick<Sorting, 'labels'>): readonly Column[] {
  return [...labels, ...SPECIAL_COLUMNS];
}

export function columnOf(photo: PhotoReading, sorting: Sorting): Column {
  return sorting.corrections.get(photo.path) ?? columnByModel(photo, sorting);
}

function columnByModel(photo: PhotoReading, { labels, threshold }: Sorting): Column {
  if (photo.kind === 'refused') return ':refused';
  const [face, ...others] = photo.faces;
  if (!face) return ':no-face';
  if (others.length > 0) return ':several-faces';
  const { label, probabilities } = face.answer;
  return (probabilities[label] ?? 0) >= threshold ? (labels[label] ?? ':unclear') : ':unclear';
}

/** The photos of every column, the surest first. */
export function sorted(
  photos: readonly PhotoReading[],
  sorting: Sorting,
): ReadonlyMap<Column, readonly PhotoReading[]> {
  const columns = new Map<Column, PhotoReading[]>(columnsOf(sorting).map((column) => [column, []]));
  for (const photo of photos) columns.get(columnOf(photo, sorting))?.push(photo);
  for (const column of columns.values()) column.sort((a, b) => sureness(b) - sureness(a));
  return columns;
}

/** The largest probability of the largest face. */
export function sureness(photo: PhotoReading): number {
  const answer = photo.kind === 'read' ? photo.faces[0]?.answer : undefined;
  return answer ? (answer.probabilities[answer.label] ?? 0) : 0;
}

/** One row per photo: where it lies, why, and what the model said. */
export function sortingCsv(photos: readonly PhotoReading[], sorting: Sorting): string {
  const header = ['path', 'sorted_as', 'by_hand', 'faces', ...sorting.labels].map(quoted).join(',');
  const rows = photos.map((photo) => {
    const [face] = photo.kind === 'read' ? photo.faces : [];
    return [
      quoted(photo.path),
      quoted(columnOf(photo, sorting).replace(/^:/, '')),
      sorting.corrections.has(photo.path) ? 1 : 0,
      photo.kind === 'read' ? photo.faces.length : '',
      ...sorting.labels.map((_, label) => face?.answer.probabilities[label]?.toFixed(4) ?? ''),
    ].join(',');
  });
  return `${[header, ...rows].join('\n')}\n`;
}

/** A cell that no spreadsheet takes for a formula. */
function quoted(text: string): string {
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
