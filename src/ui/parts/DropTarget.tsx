import { useEffect, useState } from 'react';
import { droppedFiles } from '../chosen-files';
import { routeDrop } from '../drop-files';
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

function useFileDrop(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    addEventListener(
      'dragover',
      (event) => {
        if (!hasFiles(event)) return;
        // Without this the browser opens the file in place of the page.
        event.preventDefault();
        setOver(true);
      },
      { signal },
    );
    addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), { signal });
    addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer) void routeDrop(droppedFiles(event.dataTransfer));
      },
      { signal },
    );
    return () => listening.abort();
  }, []);
  return isOver;
}
