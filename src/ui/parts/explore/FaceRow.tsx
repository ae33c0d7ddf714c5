// oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events -- the ARIA grid pattern; the grid hears the keys
import { useEffect, useRef } from 'react';
import type { ImageSpec } from '../../../shared/dataset';
import { toPicture } from '../FaceMosaic';
import type { FaceCache } from './face-cache';
import type { GridShape } from './grid-window';

interface FaceRowProps {
  readonly row: number;
  readonly shape: GridShape;
  readonly cache: FaceCache;
  readonly image: ImageSpec;
  readonly activePlace: number;
  readonly nameOf: (index: number) => string;
  readonly isExcluded: (index: number) => boolean;
  readonly onOpen: (place: number) => void;
}

/** One row of faces: a canvas with all their pixels, and a cell to reach each by. */
export function FaceRow({ row, shape, cache, image, activePlace, nameOf, isExcluded, onOpen }: FaceRowProps) {
  const start = row * shape.columns;
  const count = Math.min(shape.columns, cache.indices.length - start);
  return (
    <div
      role="row"
      aria-rowindex={row + 1}
      className="face-row"
      style={{ insetBlockStart: `${row * shape.cell}px` }}
    >
      <RowPicture start={start} count={count} cache={cache} image={image} cell={shape.cell} />
      {Array.from({ length: count }, (_, column) => {
        const place = start + column;
        const index = cache.indices[place] ?? 0;
        return (
          <div
            key={column}
            role="gridcell"
            aria-colindex={column + 1}
            aria-label={nameOf(index)}
            className={isExcluded(index) ? 'face-cell face-cell-excluded' : 'face-cell'}
            data-place={place}
            tabIndex={place === activePlace ? 0 : -1}
            onClick={() => onOpen(place)}
          />
        );
      })}
    </div>
  );
}

interface RowPictureProps {
  readonly start: number;
  readonly count: number;
  readonly cache: FaceCache;
  readonly image: ImageSpec;
  readonly cell: number;
}

function RowPicture({ start, count, cache, image, cell }: RowPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<{ cache: FaceCache; start: number; count: number; places: Set<number> }>(undefined);
  // After every render: pages come in one by one, and each face is painted once.
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const before = drawn.current;
    if (before?.cache !== cache || before.start !== start || before.count !== count) {
      context.clearRect(0, 0, context.canvas.width, context.canvas.height);
      drawn.current = { cache, start, count, places: new Set() };
    }
    const { places } = drawn.current ?? { places: new Set() };
    for (let column = 0; column < count; column += 1) {
      const pixels = places.has(column) ? undefined : cache.pixels(start + column);
      if (!pixels) continue;
      context.putImageData(toPicture(pixels, image), column * image.width, 0);
      places.add(column);
    }
  });
  return (
    <canvas
      ref={canvas}
      // A canvas that changes its size forgets what is on it: a new one per size.
      key={count * image.width}
      aria-hidden="true"
      width={Math.max(1, count) * image.width}
      height={image.height}
      style={{ inlineSize: `${count * cell}px`, blockSize: `${cell}px` }}
    />
  );
}
