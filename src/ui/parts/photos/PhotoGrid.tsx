import { type FocusEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import type { PhotoReading } from '../../../photos/read-photos';
import type { PhotoBoard } from '../../photos/board';
import { useGridWindow } from '../explore/use-grid-window';
import { PhotoTile } from './PhotoTile';

const ROWS_AROUND = 2;

interface PhotoGridProps {
  readonly photos: readonly PhotoReading[];
  readonly label: string;
  readonly corrections: PhotoBoard['corrections'];
  readonly onOpen: (path: string) => void;
  /** @returns whether the key moved the photo to another column */
  readonly onMoveByKey: (path: string, key: string) => boolean;
}

/** Any number of photos: only the rows in view are in the page. One of them is a stop for Tab, arrows lead to the rest. */
export function PhotoGrid({ photos, label, corrections, onOpen, onMoveByKey }: PhotoGridProps) {
  const { scroller, shape, first, end, isMeasured, style, follow } = useGridWindow(
    photos.length,
    ROWS_AROUND,
  );
  // Photos that are read meanwhile push in between: the photo is remembered, and its place only for when it has left.
  const [active, setActive] = useState({ path: '', place: 0 });
  const wantsFocus = useRef(false);

  const found = photos.findIndex(({ path }) => path === active.path);
  const place = found >= 0 ? found : Math.min(active.place, Math.max(0, photos.length - 1));

  // Its row is in the page in the same render, however far the jump. Not after it: an effect of the render before would
  // still be due, and focus what was left.
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    const tile =
      scroller.current?.querySelector<HTMLElement>('.photo-tile[tabindex="0"]') ??
      document.querySelector<HTMLElement>('.photo-tile[tabindex="0"]');
    tile?.focus({ preventScroll: true });
  });

  function press(event: KeyboardEvent): void {
    const at = placeOf(event.target);
    const path = at === undefined ? undefined : photos[at]?.path;
    if (at === undefined || path === undefined || event.altKey) return;
    if (!event.ctrlKey && !event.metaKey && onMoveByKey(path, event.key)) {
      event.preventDefault();
      // The tile goes to another column, and would take the focus out of the page with it.
      wantsFocus.current = true;
      setActive({ path: '', place: at });
      return;
    }
    const next = follow(event, at);
    const to = next === undefined ? undefined : photos[next]?.path;
    if (next === undefined || to === undefined) return;
    wantsFocus.current = next !== at;
    setActive({ path: to, place: next });
  }

  /** However the focus came to a photo, the keys go on from there. */
  function attend({ target }: FocusEvent): void {
    const at = placeOf(target);
    const path = at === undefined ? undefined : photos[at]?.path;
    if (at !== undefined && path !== undefined) setActive({ path, place: at });
  }

  const shown = new Set<number>();
  for (let at = first * shape.columns; at < Math.min(photos.length, end * shape.columns); at += 1)
    shown.add(at);
  // The photo that has the focus keeps it, wherever the column is scrolled to.
  if (photos.length > 0) shown.add(place);

  return (
    <div ref={scroller} className="photo-scroller" tabIndex={-1}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its buttons have the focus; keys bubble here */}
      <ul className="photo-grid" aria-label={label} onKeyDown={press} onFocus={attend} style={style}>
        {isMeasured &&
          [...shown]
            .toSorted((one, other) => one - other)
            .flatMap((at) => {
              const photo = photos[at];
              return photo ? (
                <li
                  key={photo.path}
                  data-place={at}
                  aria-setsize={photos.length}
                  aria-posinset={at + 1}
                  style={{
                    insetBlockStart: `${Math.floor(at / shape.columns) * shape.cell}px`,
                    insetInlineStart: `${(at % shape.columns) * shape.cell}px`,
                  }}
                >
                  <PhotoTile
                    photo={photo}
                    isCorrected={corrections.has(photo.path)}
                    isTabStop={at === place}
                    onOpen={onOpen}
                  />
                </li>
              ) : (
                []
              );
            })}
      </ul>
    </div>
  );
}

/** Where the photo stands in its column that a key or the focus came to. */
function placeOf(target: EventTarget): number | undefined {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : undefined;
  return item?.dataset.place === undefined ? undefined : Number(item.dataset.place);
}
