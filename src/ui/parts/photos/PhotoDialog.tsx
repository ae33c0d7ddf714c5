import type { PhotoFace, PhotoReading } from '../../../photos/read-photos';
import { forgetMove } from '../../actions/photo-actions';
import { FACE_INK, faceColour } from '../../face-look';
import { wholePercents } from '../../numbers';
import { columnName } from '../../photos/column-name';
import { type Column, columnOf, columnsOf, whyUnclear } from '../../photos/sorting';
import type { PhotoBoard } from '../../photos/board';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Choice } from '../Choice';
import { Dialog } from '../Dialog';
import { FaceNumber } from '../live/FaceNumber';
import { ProbabilityBars } from '../ProbabilityBars';
import { useObjectUrl } from './Thumbnail';

interface PhotoDialogProps {
  readonly photo: PhotoReading | undefined;
  readonly board: PhotoBoard;
  readonly onMove: (path: string, column: Column) => void;
  readonly onClose: () => void;
}

/** One photo large: its faces, what the model says of each, and where the photo belongs. */
export function PhotoDialog({ photo, board, onMove, onClose }: PhotoDialogProps) {
  const words = useWords();
  const { t } = words;
  return (
    <Dialog title={photo?.path ?? ''} isOpen={photo !== undefined} onClose={onClose}>
      {photo && (
        <div className="photo-dialog">
          <PhotoWithBoxes photo={photo} board={board} />
          <div className="sections">
            {photo.kind === 'refused' ? (
              <p>{t(`photos.reasons.${photo.reason}`)}</p>
            ) : (
              <>
                {photo.faces.length === 0 && <p className="note">{t('photos.columns.no-face')}</p>}
                <ol className="photo-faces">
                  {photo.faces.map((face, index) => (
                    <li key={`${face.box.x} ${face.box.y}`}>
                      <FaceSaid face={face} number={index + 1} board={board} />
                    </li>
                  ))}
                </ol>
                {photo.isAnimated && <p className="note">{t('photos.animated')}</p>}
                <Choice
                  label={t('photos.belongs')}
                  value={columnOf(photo, board)}
                  options={columnsOf(board)
                    .filter((column) => column !== ':refused')
                    .map((column) => ({ value: column, text: columnName(column, words) }))}
                  onChange={(column) => onMove(photo.path, column)}
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

interface FaceSaidProps {
  readonly face: PhotoFace;
  readonly number: number; // from 1, the largest face
  readonly board: PhotoBoard;
}

/** What the model says of one face, why that is not clear, and behind it every probability. */
function FaceSaid({ face, number, board }: FaceSaidProps) {
  const { t, n, looks } = useWords();
  const { label, probabilities } = face.answer;
  const why = whyUnclear(face, board);
  const said = {
    number: n.count(number),
    looks: looks(board.labels[label] ?? '', why === undefined),
  };
  const percent = n.wholePercent((wholePercents(probabilities)[label] ?? 0) / 100);
  return (
    <details className="fold" open={number === 1}>
      <summary>
        <FaceNumber number={number} />
        <span>{why === undefined ? t('live.face', { ...said, percent }) : t('live.faceUnclear', said)}</span>
      </summary>
      {why !== undefined && (
        <p className="note doubt" data-unclear={why}>
          {t(`photos.unclear.${why}`, { percent: n.wholePercent(board.threshold) })}
        </p>
      )}
      <ProbabilityBars labels={board.labels} probabilities={probabilities} />
    </details>
  );
}

/** The photo itself, as the browser shows it, with a numbered box for every face. */
function PhotoWithBoxes({ photo, board }: { readonly photo: PhotoReading; readonly board: PhotoBoard }) {
  const url = useObjectUrl(board.files.get(photo.path));
  const { n } = useWords();
  if (photo.kind === 'refused') return null;
  const { width, height, faces } = photo;
  const unit = Math.max(width, height) / 200;
  return (
    <div className="photo-large" style={{ aspectRatio: `${width} / ${height}` }}>
      {url !== undefined && <img src={url} alt={photo.path} />}
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {faces.map(({ box }, index) => {
          const colour = faceColour(index + 1);
          const badge = { x: Math.max(0, box.x), y: Math.max(0, box.y - 12 * unit) };
          const outline = {
            x: box.x,
            y: box.y,
            width: box.width,
            height: box.height,
            rx: box.width / 20,
            fill: 'none',
          };
          return (
            <g key={`${box.x} ${box.y}`} data-face={index + 1}>
              {/* A dark line under the coloured one keeps the box visible on any picture. */}
              <rect {...outline} stroke="rgb(0 0 0 / 60%)" strokeWidth={2 * unit} />
              <rect {...outline} stroke={colour} strokeWidth={unit} />
              <rect
                {...badge}
                width={12 * unit}
                height={12 * unit}
                rx={2 * unit}
                fill={colour}
                stroke={FACE_INK}
              />
              <text
                x={badge.x + 6 * unit}
                y={badge.y + 6.5 * unit}
                fontSize={9 * unit}
                fontWeight={600}
                fill={FACE_INK}
                textAnchor="middle"
                dominantBaseline="central"
              >
                {n.count(index + 1)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
