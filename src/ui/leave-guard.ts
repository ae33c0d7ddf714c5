import { type Session, session } from './session';

/** Work whose result is not stored yet: leaving the page would lose it. */
function isUnsaved({ train, data }: Pick<Session, 'train' | 'data'>): boolean {
  return train.status === 'working' || data.status === 'working';
}

/** The browser asks before the page is left, and only while there is something to lose. */
export function askBeforeLeaving(page: EventTarget): void {
  page.addEventListener('beforeunload', (event) => {
    if (isUnsaved(session.getState())) event.preventDefault();
  });
}
