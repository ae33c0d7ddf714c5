import { type RefObject, useEffect, useRef } from 'react';
import { useSession } from './session';

/**
 * When work starts or ends, the pressed button often gives way to another. If the focus vanished with it, it moves to
 * the page's primary action, else to its heading, instead of falling to the page's beginning.
 */
export function useFocusAfterWork(main: RefObject<HTMLElement | null>): void {
  const focused = useLastFocused(main);
  const statuses = useSession(({ data, draft, train, evaluate, live, board, photosWriting }) =>
    [
      ...[data, train, evaluate, live, photosWriting].map(({ status }) => status),
      draft ? 'draft' : '',
      board ? `photos ${board.isReading}` : '',
    ].join(' '),
  );
  const before = useRef(statuses);
  useEffect(() => {
    if (before.current === statuses) return;
    before.current = statuses;
    if (!focused.current || !isFocusLost()) return;
    const next = [...(main.current?.querySelectorAll<HTMLElement>('.page-action :is(a, button)') ?? [])];
    const action = next.find((candidate) => !candidate.matches(':disabled'));
    (action ?? main.current?.querySelector<HTMLElement>('h1'))?.focus({ preventScroll: true });
  }, [statuses, main, focused]);
}

/** What was focused last in the page; nothing after a press on a place that takes no focus. */
function useLastFocused(main: RefObject<HTMLElement | null>): RefObject<EventTarget | null> {
  const focused = useRef<EventTarget | null>(null);
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const isInPage = ({ target }: Event) => target instanceof Node && main.current?.contains(target) === true;
    addEventListener('pointerdown', () => (focused.current = null), { signal, capture: true });
    addEventListener('focusin', (event) => (focused.current = isInPage(event) ? event.target : null), {
      signal,
    });
    return () => listening.abort();
  }, [main]);
  return focused;
}

function isFocusLost(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.matches(':disabled');
}
