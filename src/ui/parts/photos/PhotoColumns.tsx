import { type DragEvent, type KeyboardEvent, useMemo, useState } from 'react';
import type { PhotoReading } from '../../../photos/read-photos';
import { movePhoto } from '../../actions/photo-actions';
import { type Column, columnOf, columnsOf, isSpecial, sorted, sureness } from '../../photos/sorting';
import type { PhotoBoard } from '../../session';
import { useWords, type Words } from '../../words';
import { Button } from '../Button';
import { Figure } from '../Figure';
import { LabelName } from '../LabelName';
import { PhotoDialog } from './PhotoDialog';
import { Thumbnail } from './Thumbnail';

const DRAGGED = 'application/x-mien-photo';
const FIRST_SHOWN = 48;

/** A column per expression, and one for each reason to be under none. */
export function PhotoColumns({ board }: { readonly board: PhotoBoard }) {
  const { t } = useWords();
  const [opened, setOpened] = useState<string>();
  const columns = useMemo(() => sorted(board.photos, board), [board]);
  const photo = board.photos.find(({ path }) => path === opened);
  return (
    <>
      <p className="note">{t('photos.how')}</p>
      <div className="photo-columns">
        {columnsOf(board).map((column, index) => (
          <PhotoColumn
            key={column}
            column={column}
            number={index + 1}
            photos={columns.get(column) ?? []}
            board={board}
            onOpen={setOpened}
          />
        ))}
      </div>
      <PhotoDialog photo={photo} board={board} onClose={() => setOpened(undefined)} />
    </>
  );
}

interface PhotoColumnProps {
  readonly column: Column;
  readonly number: number; // the key that moves a photo here
  readonly photos: readonly PhotoReading[];
  readonly board: PhotoBoard;
  readonly onOpen: (path: string) => void;
}

function PhotoColumn({ column, number, photos, board, onOpen }: PhotoColumnProps) {
  const words = useWords();
  const { t, n } = words;
  const [shown, setShown] = useState(FIRST_SHOWN);
  const [isOver, setOver] = useState(false);
  const takesPhotos = column !== ':refused';
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    const path = event.dataTransfer.getData(DRAGGED);
    if (path) movePhoto(path, column);
  };
  if (column === ':refused' && photos.length === 0) return null;
  return (
    <section
      className={`photo-column${isOver ? ' photo-column-over' : ''}`}
      aria-label={columnName(column, words)}
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
        {isSpecial(column) ? columnName(column, words) : <LabelName label={column} />}
        <span className="note">
          <Figure name="photos-in-column" label={column} value={photos.length}>
            {n.count(photos.length)}
          </Figure>
        </span>
        {takesPhotos && number <= 9 && <kbd>{number}</kbd>}
      </h2>
      <ul className="photo-grid">
        {photos.slice(0, shown).map((photo) => (
          <li key={photo.path}>
            <PhotoTile photo={photo} board={board} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {photos.length > shown && (
        <Button look="quiet" onPress={() => setShown(shown + 4 * FIRST_SHOWN)}>
          {t('photos.more', { number: n.count(photos.length - shown) })}
        </Button>
      )}
    </section>
  );
}

export function columnName(column: Column, { t, label }: Pick<Words, 't' | 'label'>): string {
  return isSpecial(column) ? t(`photos.columns.${column.slice(1) as 'unclear'}`) : label(column);
}

interface PhotoTileProps {
  readonly photo: PhotoReading;
  readonly board: PhotoBoard;
  readonly onOpen: (path: string) => void;
}

/** One photo: dragged by mouse; by keyboard a digit moves it, and Enter opens it. */
function PhotoTile({ photo, board, onOpen }: PhotoTileProps) {
  const { t, n } = useWords();
  const isCorrected = board.corrections.has(photo.path);
  const moveByKey = ({ key, currentTarget }: KeyboardEvent) => {
    const column = /^[1-9]$/.test(key) ? columnsOf(board)[Number(key) - 1] : undefined;
    if (!column || column === ':refused' || column === columnOf(photo, board)) return;
    // The tile goes to another list, and would take the focus out of the page with it.
    neighbourOf(currentTarget)?.focus();
    movePhoto(photo.path, column);
  };
  const name = photo.path.split('/').at(-1) ?? photo.path;
  // What the network thought of another column's label is no figure for this one.
  const percent = isCorrected || sureness(photo) === 0 ? undefined : n.wholePercent(sureness(photo));
  return (
    <button
      type="button"
      className={`photo-tile${isCorrected ? ' photo-tile-corrected' : ''}`}
      draggable
      aria-label={
        isCorrected
          ? t('photos.movedTile', { name })
          : t('photos.tile', { name, percent: n.wholePercent(sureness(photo)) })
      }
      title={name}
      onClick={() => onOpen(photo.path)}
      onKeyDown={moveByKey}
      onDragStart={({ dataTransfer }) => dataTransfer.setData(DRAGGED, photo.path)}
    >
      <Thumbnail photo={photo} />
      {percent !== undefined && <span className="photo-percent">{percent}</span>}
    </button>
  );
}

/** The next photo to sort: of the same column, or else the first on the page that stays where it is. */
function neighbourOf(tile: Element): HTMLElement | undefined {
  const item = tile.closest('li');
  const beside = (item?.nextElementSibling ?? item?.previousElementSibling)?.querySelector('button');
  const others = document.querySelectorAll<HTMLElement>('.photo-tile');
  return beside ?? [...others].find((other) => other !== tile);
}
