import { type CSSProperties, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { type GridShape, gridShape, placeAfterKey, rowsInView, scrollToRow } from './grid-window';

interface GridWindow {
  /** Of the box that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly shape: GridShape;
  /** Rows that are to be in the page; before the box is measured none. */
  readonly first: number;
  readonly end: number;
  readonly isMeasured: boolean;
  /** Of what holds all rows. */
  readonly style: CSSProperties;
  /** Brings the row into view that an arrow key leads to. @returns the place; undefined: the key leads nowhere */
  follow(event: KeyboardEvent, place: number): number | undefined;
}

/** A grid of any number of squares, of which only the rows in view, and a few around them, are in the page. */
export function useGridWindow(count: number, around: number): GridWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const view = useView(scroller);
  const shape = gridShape(view.widthPx, count);

  function follow(event: KeyboardEvent, place: number): number | undefined {
    const element = scroller.current;
    const next = placeAfterKey(event.key, event.ctrlKey || event.metaKey, place, {
      columns: shape.columns,
      faces: count,
      rowsPerPage: Math.max(1, Math.floor(view.heightPx / shape.cell) - 1),
    });
    if (next === undefined || !element) return undefined;
    event.preventDefault();
    const row = Math.floor(next / shape.columns);
    element.scrollTop = scrollToRow(row, shape.cell, element.scrollTop, element.clientHeight);
    return next;
  }

  return {
    scroller,
    shape,
    ...rowsInView(shape, { ...view, around }),
    isMeasured: view.widthPx > 0,
    style: { blockSize: `${shape.rows * shape.cell}px`, '--cell': `${shape.cell}px` } as CSSProperties,
    follow,
  };
}

/** What is in view of a box that scrolls, px. */
function useView(scroller: RefObject<HTMLElement | null>) {
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
