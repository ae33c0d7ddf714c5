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
  const { t, n, language } = useWords();
  const name = photo.path.split('/').at(-1) ?? photo.path;
  // What the network thought of another column's label is no figure for this one.
  const percent = isCorrected || sureness(photo) === 0 ? undefined : n.wholePercent(sureness(photo));
  const isAnimated = photo.kind === 'read' && photo.isAnimated;
  const said = [
    isCorrected
      ? t('photos.movedTile', { name })
      : [name, percent].filter(Boolean).join(language === 'zh' ? '，' : ', '),
    isAnimated && t('photos.firstFrame'),
  ];
  return (
    <button
      type="button"
      className={`photo-tile${isCorrected ? ' photo-tile-corrected' : ''}`}
      draggable={photo.kind === 'read'}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={said.filter((part) => part !== false).join(language === 'zh' ? '，' : ', ')}
      title={name}
      onClick={() => onOpen(photo.path)}
      onDragStart={({ dataTransfer }) => dataTransfer.setData(DRAGGED, photo.path)}
    >
      <Thumbnail photo={photo} />
      {isAnimated && <span className="photo-badge">{t('photos.firstFrame')}</span>}
      {percent !== undefined && <span className="photo-percent">{percent}</span>}
    </button>
  );
});
