import { memo } from 'react';
import type { PhotoReading } from '../../../photos/read-photos';
import { sureness } from '../../photos/sorting';
import { useWords } from '../../words';
import { Thumbnail } from './Thumbnail';

/** What a dragged photo is called among the kinds of data that are dragged. */
export const DRAGGED = 'application/x-mien-photo';

interface PhotoTileProps {
  readonly photo: PhotoReading;
  readonly isCorrected: boolean;
  readonly isTabStop: boolean;
  readonly onOpen: (path: string) => void;
}

/** One photo: dragged by mouse; by keyboard a digit moves it, and Enter opens it. */
export const PhotoTile = memo(function PhotoTile({ photo, isCorrected, isTabStop, onOpen }: PhotoTileProps) {
  const { t, n } = useWords();
  const name = photo.path.split('/').at(-1) ?? photo.path;
  // What the network thought of another column's label is no figure for this one.
  const percent = isCorrected || sureness(photo) === 0 ? undefined : n.wholePercent(sureness(photo));
  const firstFrame = photo.kind === 'read' && photo.isAnimated ? t('photos.firstFrame') : undefined;
  const parts = [name, isCorrected ? t('photos.byHand') : percent, firstFrame];
  return (
    <button
      type="button"
      className={`photo-tile${isCorrected ? ' photo-tile-corrected' : ''}`}
      draggable={photo.kind === 'read'}
      tabIndex={isTabStop ? 0 : -1}
      title={name}
      onClick={() => onOpen(photo.path)}
      onDragStart={({ dataTransfer }) => dataTransfer.setData(DRAGGED, photo.path)}
    >
      <span className="sr-only">{parts.filter((part) => part !== undefined).join(t('photos.comma'))}</span>
      <span aria-hidden="true">
        <Thumbnail photo={photo} />
        {firstFrame !== undefined && <span className="photo-badge">{firstFrame}</span>}
        {percent !== undefined && <span className="photo-percent">{percent}</span>}
      </span>
    </button>
  );
});
