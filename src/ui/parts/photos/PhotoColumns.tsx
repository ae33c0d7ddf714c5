import { type DragEvent, memo, useCallback, useMemo, useState } from 'react';
import type { PhotoReading } from '../../../photos/read-photos';
import { movePhoto } from '../../actions/photo-actions';
import { columnName } from '../../photos/column-name';
import { type Column, columnAtKey, columnsOf, isSpecial, keyOf, sorted } from '../../photos/sorting';
import type { PhotoBoard } from '../../photos/board';
import { session } from '../../session';
import { useWords } from '../../words';
import { Figure } from '../Figure';
import { LabelName } from '../LabelName';
import { PhotoDialog } from './PhotoDialog';
import { PhotoGrid } from './PhotoGrid';
import { DRAGGED } from './PhotoTile';

/** A column per expression, and one for each reason to be under none. */
export function PhotoColumns({ board }: { readonly board: PhotoBoard }) {
  const words = useWords();
  const { t } = words;
  const [opened, setOpened] = useState<string>();
  const [said, setSaid] = useState('');
  const { photos, labels, threshold, corrections } = board;
  const columns = useMemo(
    () => sorted(photos, { labels, threshold, corrections }),
    [photos, labels, threshold, corrections],
  );
  const photo = opened === undefined ? undefined : photos.find(({ path }) => path === opened);
  const move = useCallback(
    (path: string, column: Column) => {
      movePhoto(path, column);
      const name = path.split('/').at(-1) ?? path;
      // Sighted people see where it went.
      setSaid(t('photos.moved', { name, column: columnName(column, words) }));
    },
    [t, words],
  );
  return (
    <>
      <p className="note">{t('photos.how')}</p>
      <p className="sr-only" aria-live="polite">
        {said}
      </p>
      <div className="photo-columns">
        {columnsOf(board).map((column) => (
          <PhotoColumn
            key={column}
            column={column}
            keyHint={keyOf(column, board)}
            photos={columns.get(column) ?? NONE}
            corrections={corrections}
            onOpen={setOpened}
            onMove={move}
          />
        ))}
      </div>
      <PhotoDialog photo={photo} board={board} onMove={move} onClose={() => setOpened(undefined)} />
    </>
  );
}

const NONE: readonly PhotoReading[] = [];

interface PhotoColumnProps {
  readonly column: Column;
  /** The key that moves a photo here. */
  readonly keyHint: string | undefined;
  readonly photos: readonly PhotoReading[];
  readonly corrections: PhotoBoard['corrections'];
  readonly onOpen: (path: string) => void;
  readonly onMove: (path: string, column: Column) => void;
}

const PhotoColumn = memo(function PhotoColumn({
  column,
  keyHint,
  photos,
  corrections,
  onOpen,
  onMove,
}: PhotoColumnProps) {
  const words = useWords();
  const { t, n } = words;
  const [isOver, setOver] = useState(false);
  const takesPhotos = column !== ':refused';
  const moveByKey = useCallback(
    (path: string, key: string) => {
      const { board } = session.getState();
      const to = board && columnAtKey(key, board);
      if (to === undefined || to === column) return false;
      onMove(path, to);
      return true;
    },
    [column, onMove],
  );
  if (!takesPhotos && photos.length === 0) return null;
  const name = columnName(column, words);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    const path = event.dataTransfer.getData(DRAGGED);
    if (path && !photos.some((photo) => photo.path === path)) onMove(path, column);
  };
  return (
    <section
      className={`photo-column${isOver ? ' photo-column-over' : ''}`}
      aria-label={name}
      data-column={column}
      {...(takesPhotos && {
        onDragOver: (event: DragEvent) => {
          if (!event.dataTransfer.types.includes(DRAGGED)) return;
          event.preventDefault();
          setOver(true);
        },
        onDragLeave: () => setOver(false),
        onDrop: drop,
      })}
    >
      <h2 className="photo-column-head">
        {isSpecial(column) ? name : <LabelName label={column} />}
        <span className="note">
          <Figure name="photos-in-column" label={column} value={photos.length}>
            {n.count(photos.length)}
          </Figure>
        </span>
        {keyHint !== undefined && (
          <span className="photo-key">
            <span className="sr-only">{t('photos.key')}</span> <kbd>{keyHint}</kbd>
          </span>
        )}
      </h2>
      <PhotoGrid
        photos={photos}
        label={name}
        corrections={corrections}
        onOpen={onOpen}
        onMoveByKey={moveByKey}
      />
    </section>
  );
});
