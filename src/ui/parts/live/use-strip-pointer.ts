import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { Move, TimeWindow } from './timeline-chart';

const CLICK_PX = 4; // a hand that only presses moves so far
const LINE_PX = 16; // of a wheel that counts lines
const ZOOM_PX = 300; // of the wheel, for twice the size

interface StripPointer {
  readonly window: TimeWindow;
  readonly onMove: (from: TimeWindow, by: Move) => void;
  /** A click. @param share of the strip, 0 to 1 from its start */
  readonly onPoint: ((share: number) => void) | undefined;
}

interface Drag {
  readonly x: number; // px
  readonly window: TimeWindow;
  hasMoved: boolean;
}

/**
 * Drag moves the window, a click points; sideways or with Shift the wheel moves, with Ctrl, as a pinch comes, it zooms. The
 * wheel alone stays the page's own.
 */
export function useStripPointer(
  strip: RefObject<HTMLElement | null>,
  { window, onMove, onPoint }: StripPointer,
): void {
  const drag = useRef<Drag>(undefined);
  // At once with the window that is shown: a drag right after a zoom would start from the window before it.
  useLayoutEffect(() => {
    const element = strip.current;
    if (!element) return;
    const listening = new AbortController();
    const { signal } = listening;
    const shareAt = (x: number) => {
      const { left, width } = element.getBoundingClientRect();
      return Math.min(1, Math.max(0, (x - left) / width));
    };
    const listen = <Type extends keyof HTMLElementEventMap>(
      type: Type,
      on: (event: HTMLElementEventMap[Type]) => void,
    ) => element.addEventListener(type, on, { signal, passive: false });
    listen('wheel', (event) => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey)
        onMove(window, { zoom: 2 ** ((-event.deltaY * unit) / ZOOM_PX), around: shareAt(event.clientX) });
      else if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey)
        onMove(window, { shift: (sideways * unit) / element.clientWidth });
      else return;
      event.preventDefault();
    });
    listen('pointerdown', (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      drag.current = { x: event.clientX, window, hasMoved: false };
    });
    listen('pointermove', ({ clientX }) => {
      if (!drag.current) return;
      const moved = clientX - drag.current.x;
      drag.current.hasMoved ||= Math.abs(moved) > CLICK_PX;
      if (drag.current.hasMoved) onMove(drag.current.window, { shift: -moved / element.clientWidth });
    });
    listen('pointerup', ({ clientX }) => {
      if (drag.current?.hasMoved === false) onPoint?.(shareAt(clientX));
      drag.current = undefined;
    });
    listen('pointercancel', () => (drag.current = undefined));
    return () => listening.abort();
  }, [onMove, onPoint, strip, window]);
}
