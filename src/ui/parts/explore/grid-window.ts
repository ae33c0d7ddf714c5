// Where things stand in a grid of equal squares, filled row by row.

const LEAST_CELL = 56; // px, a face is still told apart, and a finger hits it

export interface GridShape {
  readonly columns: number;
  readonly rows: number;
  readonly cell: number; // px, side of a square
}

/** As many columns as fit; the squares share what room is left. */
export function gridShape(widthPx: number, faces: number): GridShape {
  const columns = Math.max(1, Math.floor(widthPx / LEAST_CELL));
  const cell = widthPx / columns;
  return { columns, rows: Math.ceil(faces / columns), cell };
}

/** The rows in view, and a few around them. */
export function rowsInView(
  { rows, cell }: GridShape,
  view: { readonly topPx: number; readonly heightPx: number; readonly around: number },
): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.floor(view.topPx / cell) - view.around);
  const end = Math.min(rows, Math.ceil((view.topPx + view.heightPx) / cell) + view.around);
  return { first: Math.min(first, end), end };
}

/**
 * Where a key leads from a face, as the ARIA grid pattern has it.
 *
 * @param rowsPerPage rows that Page Up and Page Down move by
 * @returns a place 0..faces-1; undefined for a key that leads nowhere
 */
export function placeAfterKey(
  key: string,
  hasControl: boolean,
  place: number,
  { columns, faces, rowsPerPage }: { columns: number; faces: number; rowsPerPage: number },
): number | undefined {
  const last = faces - 1;
  const rowStart = place - (place % columns);
  const inColumn = (target: number) => {
    const column = place % columns;
    const lastRow = Math.floor((last - column) / columns);
    return Math.max(0, Math.min(lastRow, Math.floor(target / columns))) * columns + column;
  };
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, place + 1);
    case 'ArrowLeft':
      return Math.max(0, place - 1);
    case 'ArrowDown':
      return inColumn(place + columns);
    case 'ArrowUp':
      return inColumn(place - columns);
    case 'PageDown':
      return inColumn(place + columns * rowsPerPage);
    case 'PageUp':
      return inColumn(place - columns * rowsPerPage);
    case 'Home':
      return hasControl ? 0 : rowStart;
    case 'End':
      return hasControl ? last : Math.min(last, rowStart + columns - 1);
    default:
      return undefined;
  }
}

/** The scroll position that shows a row whole, as near as possible to where it is. */
export function scrollToRow(row: number, cell: number, topPx: number, heightPx: number): number {
  if (row * cell < topPx) return row * cell;
  return Math.max(topPx, (row + 1) * cell - heightPx);
}
