import { csvField } from '../../shared/csv-field';
import type { Doubt } from '../../live/doubts';
import type { PhotoFace, PhotoReading } from '../../photos/read-photos';

/** Where a photo lies: an expression, or one of the places for those without one. */
export type Column = string;

/** The places that are no expression. No label can be called so: labels hold no colon. */
const SPECIAL_COLUMNS = [':unclear', ':several-faces', ':no-face', ':refused'] as const;
type SpecialColumn = (typeof SPECIAL_COLUMNS)[number];

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

/** The keys that move a photo, one for each of the first ten columns. */
const KEYS = '1234567890';

export function keyOf(column: Column, sorting: Pick<Sorting, 'labels'>): string | undefined {
  return column === ':refused' ? undefined : KEYS[columnsOf(sorting).indexOf(column)];
}

export function columnAtKey(key: string, sorting: Pick<Sorting, 'labels'>): Column | undefined {
  return columnsOf(sorting).find((column) => keyOf(column, sorting) === key);
}

export function columnOf(photo: PhotoReading, sorting: Sorting): Column {
  return sorting.corrections.get(photo.path) ?? columnByModel(photo, sorting);
}

function columnByModel(photo: PhotoReading, sorting: Sorting): Column {
  if (photo.kind === 'refused') return ':refused';
  const [face, ...others] = photo.faces;
  if (!face) return ':no-face';
  if (others.length > 0) return ':several-faces';
  if (whyUnclear(face, sorting)) return ':unclear';
  return sorting.labels[face.answer.label] ?? ':unclear';
}

/** Why a face is sorted under no expression: too little probability, two that are close, or a doubt about the face. */
export type Unclear = 'below-threshold' | 'close' | Doubt;

// As Live has it: at a threshold of .45 the same faces are clear to both. See test/ui/photos/sorting.test.ts.
const LEAST_LEAD = 0.1;

/** The gravest reason; undefined for a face that is clear. */
export function whyUnclear(
  { doubts: [doubt], answer: { label, probabilities } }: Pick<PhotoFace, 'doubts' | 'answer'>,
  { threshold }: Pick<Sorting, 'threshold'>,
): Unclear | undefined {
  const named = probabilities[label] ?? 0;
  const next = Math.max(...probabilities.filter((_, other) => other !== label));
  if (doubt) return doubt;
  if (named < threshold) return 'below-threshold';
  return named - next < LEAST_LEAD ? 'close' : undefined;
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

/** One row per photo: where it lies, why, and what the named model said. */
export function sortingCsv(photos: readonly PhotoReading[], sorting: Sorting, model: string): string {
  const names = ['path', 'sorted_as', 'by_hand', 'reason', 'faces', 'animated', 'model'];
  const header = [...names, ...sorting.labels].map(csvField).join(',');
  const rows = photos.map((photo) => {
    const [face] = photo.kind === 'read' ? photo.faces : [];
    return [
      csvField(photo.path),
      csvField(columnOf(photo, sorting).replace(/^:/, '')),
      sorting.corrections.has(photo.path) ? 1 : 0,
      reasonOf(photo, sorting) ?? '',
      photo.kind === 'read' ? photo.faces.length : '',
      photo.kind === 'read' ? Number(photo.isAnimated) : '',
      csvField(model),
      ...sorting.labels.map((_, label) => face?.answer.probabilities[label]?.toFixed(4) ?? ''),
    ].join(',');
  });
  return `${[header, ...rows].join('\n')}\n`;
}

/** Why a photo lies under no expression, where that is not said by its column. */
function reasonOf(photo: PhotoReading, sorting: Sorting): string | undefined {
  if (sorting.corrections.has(photo.path)) return undefined;
  if (photo.kind === 'refused') return photo.reason;
  const [face] = photo.faces;
  return face && columnOf(photo, sorting) === ':unclear' ? whyUnclear(face, sorting) : undefined;
}
