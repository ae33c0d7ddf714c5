import { type Session, session } from './session';

/** Work whose result is not stored yet: leaving the page would lose it. */
function isUnsaved({
  train,
  data,
  board,
  photosWriting,
}: Pick<Session, 'train' | 'data' | 'board' | 'photosWriting'>): boolean {
  return (
    [train, data, photosWriting].some(({ status }) => status === 'working') ||
    (board !== undefined && board.corrections.size > 0)
  );
}

/** The browser asks before the page is left, and only while there is something to lose. */
export function askBeforeLeaving(page: EventTarget): void {
  page.addEventListener('beforeunload', (event) => {
    if (isUnsaved(session.getState())) event.preventDefault();
  });
}
