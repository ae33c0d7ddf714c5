// oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus -- the ARIA grid pattern: a table of 5,000 rows is what this is not
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { ImageSpec } from '../../../shared/dataset';
import { FaceCache, type ReadFacePage } from './face-cache';
import { FaceRow } from './FaceRow';
import { useGridWindow } from './use-grid-window';

const ROWS_AROUND = 4;

interface FaceGridProps {
  /** Indices into the dataset, in the order they are shown. */
  readonly faces: Uint32Array;
  readonly image: ImageSpec;
  readonly label: string;
  readonly read: ReadFacePage;
  readonly nameOf: (index: number) => string;
  readonly isExcluded: (index: number) => boolean;
  readonly onOpen: (index: number) => void;
}

/** Any number of faces: only the rows in view are in the page, and only their pixels are read. */
export function FaceGrid({ faces, image, label, read, nameOf, isExcluded, onOpen }: FaceGridProps) {
  const { scroller, shape, first, end, isMeasured, style, follow } = useGridWindow(faces.length, ROWS_AROUND);
  const [active, setActive] = useState(0); // place of the one face that Tab reaches
  const hasMoved = useRef(false);
  const [, setPages] = useState(0);

  const cache = useMemo(
    () => new FaceCache(faces, image, read, () => setPages((pages) => pages + 1)),
    [faces, image, read],
  );
  useEffect(() => () => cache.close(), [cache]);

  const place = Math.min(active, Math.max(0, faces.length - 1));
  const activeRow = Math.floor(place / shape.columns);

  useEffect(() => {
    cache.want(first * shape.columns, Math.min(faces.length, end * shape.columns));
  }, [cache, first, end, shape.columns, faces.length]);

  // Its row is in the page in the same render, however far the jump.
  useEffect(() => {
    if (!hasMoved.current) return;
    hasMoved.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-place="${place}"]`)?.focus({ preventScroll: true });
  }, [scroller, place]);

  function move(event: KeyboardEvent): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen(faces[place] ?? 0);
      return;
    }
    const next = follow(event, place);
    if (next === undefined) return;
    hasMoved.current = true;
    setActive(next);
  }

  const rows = new Set(Array.from({ length: end - first }, (_, offset) => first + offset));
  // The face that has the focus keeps it, wherever the list is scrolled to.
  if (activeRow < shape.rows) rows.add(activeRow);

  return (
    <div ref={scroller} className="face-grid" tabIndex={-1}>
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={shape.rows}
        aria-colcount={shape.columns}
        tabIndex={-1}
        onKeyDown={move}
        style={style}
      >
        {isMeasured &&
          [...rows]
            .toSorted((one, other) => one - other)
            .map((row) => (
              <FaceRow
                key={row}
                row={row}
                shape={shape}
                cache={cache}
                image={image}
                activePlace={place}
                nameOf={nameOf}
                isExcluded={isExcluded}
                onOpen={(at) => {
                  setActive(at);
                  onOpen(faces[at] ?? 0);
                }}
              />
            ))}
      </div>
    </div>
  );
}
