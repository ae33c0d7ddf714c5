import { useEffect, useState } from 'react';
import { droppedFiles } from '../chosen-files';
import { routeDrop } from '../drop-files';
import { session } from '../session';
import { useWords } from '../words';
import { LabelGlyph } from './LabelName';
import { EXPRESSIONS } from '../../shared/labels';

/** The whole window takes files, on every page. */
export function DropTarget() {
  const { t } = useWords();
  const isOver = useFileDrop();
  if (!isOver) return null;
  return (
    <div className="drop-target">
      <div>
        <div className="empty-faces" aria-hidden="true">
          {EXPRESSIONS.map((label) => (
            <LabelGlyph key={label} label={label} />
          ))}
        </div>
        <p className="drop-title">{t('app.dropHere')}</p>
        <p>{t('app.dropHint')}</p>
      </div>
    </div>
  );
}

const FIELDS = 'input, textarea, [contenteditable]';

function useFileDrop(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    let isOurs = false; // a photo of the board, or words of this page
    addEventListener('dragstart', () => (isOurs = true), { signal });
    addEventListener('dragend', () => (isOurs = false), { signal });
    // Words may be dropped into a field.
    const isFromElsewhere = (event: DragEvent) =>
      hasFiles(event) || !(isOurs || (event.target instanceof Element && event.target.matches(FIELDS)));
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    addEventListener(
      'dragover',
      (event) => {
        if (!isFromElsewhere(event)) return;
        // Without this the browser opens the file, or the address, in place of the page.
        event.preventDefault();
        setOver(hasFiles(event));
      },
      { signal },
    );
    addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), { signal });
    addEventListener(
      'drop',
      (event) => {
        if (!isFromElsewhere(event)) return;
        event.preventDefault();
        setOver(false);
        const { dataTransfer } = event;
        if (!hasFiles(event)) session.setState({ dropNote: { nothing: 'no-file' } });
        else if (dataTransfer) void routeDrop((listing) => droppedFiles(dataTransfer, listing));
      },
      { signal },
    );
    return () => listening.abort();
  }, []);
  return isOver;
}
