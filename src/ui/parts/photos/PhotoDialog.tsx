import type { PhotoReading } from '../../../photos/read-photos';
import { forgetMove, movePhoto } from '../../actions/photo-actions';
import { labelLook } from '../../label-look';
import { columnOf, columnsOf } from '../../photos/sorting';
import type { PhotoBoard } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Choice } from '../Choice';
import { Dialog } from '../Dialog';
import { ProbabilityBars } from '../ProbabilityBars';
import { columnName } from './PhotoColumns';
import { useObjectUrl } from './Thumbnail';

interface PhotoDialogProps {
  readonly photo: PhotoReading | undefined;
  readonly board: PhotoBoard;
  readonly onClose: () => void;
}

/** One photo large: its faces, what the model says of the largest, and where it belongs. */
export function PhotoDialog({ photo, board, onClose }: PhotoDialogProps) {
  const words = useWords();
  const { t } = words;
  return (
    <Dialog title={photo?.path ?? ''} isOpen={photo !== undefined} onClose={onClose}>
      {photo && (
        <div className="photo-dialog">
          <PhotoWithBoxes photo={photo} board={board} />
          <div className="sections">
            {photo.kind === 'refused' ? (
              <p>{t(`data.reasons.${photo.reason}`, { expected: '', found: '' })}</p>
            ) : (
              <>
                {photo.faces.length === 0 && <p className="note">{t('photos.columns.no-face')}</p>}
                <ProbabilityBars labels={board.labels} probabilities={photo.faces[0]?.answer.probabilities} />
                {photo.isAnimated && <p className="note">{t('photos.animated')}</p>}
                <Choice
                  label={t('photos.belongs')}
                  value={columnOf(photo, board)}
                  options={columnsOf(board)
                    .filter((column) => column !== ':refused')
                    .map((column) => ({ value: column, text: columnName(column, words) }))}
                  onChange={(column) => movePhoto(photo.path, column)}
                />
                {board.corrections.has(photo.path) && (
                  <Button look="quiet" onPress={() => forgetMove(photo.path)}>
                    {t('photos.forget')}
                  </Button>
                )}
              </>
            )}
            <Button onPress={onClose}>{t('app.close')}</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

/** The photo itself, as the browser shows it, with a box for every face. */
function PhotoWithBoxes({ photo, board }: { readonly photo: PhotoReading; readonly board: PhotoBoard }) {
  const url = useObjectUrl(board.files.get(photo.path));
  if (photo.kind === 'refused') return null;
  const { width, height, faces } = photo;
  return (
    <div className="photo-large" style={{ aspectRatio: `${width} / ${height}` }}>
      {url !== undefined && <img src={url} alt={photo.path} />}
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {faces.map(({ box, answer }) => (
          <rect
            key={`${box.x} ${box.y}`}
            x={box.x}
            y={box.y}
            width={box.width}
            height={box.height}
            rx={box.width / 20}
            fill="none"
            stroke={labelLook(board.labels[answer.label] ?? '').colour}
            strokeWidth={Math.max(width, height) / 200}
          />
        ))}
      </svg>
    </div>
  );
}
