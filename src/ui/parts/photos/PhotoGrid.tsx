import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { PhotoReading } from '../../../photos/read-photos';
import type { PhotoBoard } from '../../photos/board';
import { gridShape, placeAfterKey, rowsInView, scrollToRow } from '../explore/grid-window';
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
  const scroller = useRef<HTMLDivElement>(null);
  const view = useView(scroller);
  // Photos that are read meanwhile push in between: the photo is remembered, and its place only for when it has left.
  const [active, setActive] = useState({ path: '', place: 0 });
  const wantsFocus = useRef(false);

  const shape = gridShape(view.widthPx, photos.length);
  const { first, end } = rowsInView(shape, { ...view, around: ROWS_AROUND });
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
    const element = scroller.current;
    const at = placeOf(event.target);
    const path = at === undefined ? undefined : photos[at]?.path;
    if (!element || at === undefined || path === undefined || event.altKey) return;
    const hasControl = event.ctrlKey || event.metaKey;
    if (!hasControl && onMoveByKey(path, event.key)) {
      event.preventDefault();
      // The tile goes to another column, and would take the focus out of the page with it.
      wantsFocus.current = true;
      setActive({ path: '', place: at });
      return;
    }
    const rowsPerPage = Math.max(1, Math.floor(view.heightPx / shape.cell) - 1);
    const next = placeAfterKey(event.key, hasControl, at, {
      columns: shape.columns,
      faces: photos.length,
      rowsPerPage,
    });
    const to = next === undefined ? undefined : photos[next]?.path;
    if (next === undefined || to === undefined) return;
    event.preventDefault();
    wantsFocus.current = next !== at;
    const row = Math.floor(next / shape.columns);
    element.scrollTop = scrollToRow(row, shape.cell, element.scrollTop, element.clientHeight);
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
      <ul
        className="photo-grid"
        aria-label={label}
        onKeyDown={press}
        onFocus={attend}
        style={{ blockSize: `${shape.rows * shape.cell}px`, '--cell': `${shape.cell}px` } as CSSProperties}
      >
        {view.widthPx > 0 &&
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

/** What is in view of a box that scrolls, px. */
function useView(scroller: React.RefObject<HTMLElement | null>) {
  const [view, setView] = useState({ widthPx: 0, topPx: 0, heightPx: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = () =>
      setView({
        widthPx: element.clientWidth,
        heightPx: element.clientHeight,
        topPx: element.scrollTop,
      });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [scroller]);
  return view;
}
