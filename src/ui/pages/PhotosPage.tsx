import { useMemo } from 'react';
import {
  clearPhotos,
  dismissPhotosAsked,
  goOnWith,
  readBy,
  readRest,
  sortPhotos,
  stopReadingPhotos,
  unreadFiles,
} from '../actions/photo-actions';
import { chosenSource } from '../chosen-files';
import { Button, FileButton } from '../parts/Button';
import { ConfirmRemoval } from '../parts/ConfirmRemoval';
import { EmptyState } from '../parts/EmptyState';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Figure } from '../parts/Figure';
import { ModelChoice } from '../parts/ModelChoice';
import { DrawnModelNotice } from '../parts/DrawnModelNotice';
import { PageHead } from '../parts/PageHead';
import { CopiesMadeList } from '../parts/photos/CopiesMadeList';
import { PhotoColumns } from '../parts/photos/PhotoColumns';
import { PhotoOutput, WritingStatus } from '../parts/photos/PhotoOutput';
import { Threshold } from '../parts/photos/Threshold';
import { ProgressBar } from '../parts/ProgressBar';
import type { PhotoBoard } from '../photos/board';
import { modelInUse, useSession } from '../session';
import { useWords } from '../words';

export function PhotosPage() {
  const { t } = useWords();
  const model = useSession(modelInUse);
  const board = useSession((state) => state.board);
  const failure = useSession((state) => state.photosFailure);
  const boxFailure = useSession((state) => state.boxFailure);
  const isWriting = useSession((state) => state.photosWriting.status === 'working');
  return (
    <>
      <PageHead
        title={t('stages.photos')}
        lead={t('photos.lead')}
        action={model ? <Doors /> : <ToTraining />}
      />
      {!model && boxFailure && <ErrorNotice failure={boxFailure} />}
      {failure && <ErrorNotice failure={failure}>{board && <ReadRest board={board} />}</ErrorNotice>}
      {model?.cards.last.trained.isDrawn && <DrawnModelNotice onUse={readBy} />}
      {model && (
        <div className="subject photo-model">
          <ModelChoice isDisabled={board?.isReading === true || isWriting} onChange={readBy} />
        </div>
      )}
      {board ? <Board board={board} /> : <EmptyState text={t(model ? 'photos.empty' : 'photos.waits')} />}
      <WritingStatus />
      <CopiesMadeList />
      <Asked />
      <p className="note limits">{t('photos.limits')}</p>
    </>
  );
}

function ToTraining() {
  const { t } = useWords();
  return (
    <a className="button button-primary" href="#/train">
      {t('evaluate.toTrain')}
    </a>
  );
}

function Doors() {
  const { t } = useWords();
  const sort = (files: readonly File[]) => void sortPhotos(chosenSource(files).files);
  return (
    <div className="row">
      <FileButton purpose="photo-folder" look="primary" isFolder onFiles={sort}>
        {t('photos.chooseFolder')}
      </FileButton>
      <FileButton purpose="photos" accept="image/*" allowsSeveral onFiles={sort}>
        {t('photos.choose')}
      </FileButton>
    </div>
  );
}

function Board({ board }: { readonly board: PhotoBoard }) {
  const { t, n } = useWords();
  const { photos, total, isReading } = board;
  // What is under way counts files; a CSV or a PDF that was read is no photo in the end.
  const shownCount = isReading ? photos.length : photos.filter(({ kind }) => kind !== 'refused').length;
  const hasFailed = useSession((state) => state.photosFailure !== undefined);
  return (
    <>
      <div className="row">
        <output>
          <Figure name="photos-read" value={photos.length}>
            {t(isReading ? 'photos.reading' : 'photos.read', {
              count: shownCount,
              number: n.count(shownCount),
              total: n.count(total),
            })}
          </Figure>
        </output>
        {isReading ? (
          <Button onPress={stopReadingPhotos}>{t('app.cancel')}</Button>
        ) : (
          <>
            {!hasFailed && <ReadRest board={board} />}
            <Button look="quiet" onPress={clearPhotos}>
              {t('photos.clear')}
            </Button>
          </>
        )}
      </div>
      {isReading && (
        <ProgressBar label={t('photos.progress')} share={total === 0 ? undefined : photos.length / total} />
      )}
      <Threshold value={board.threshold} />
      <PhotoColumns board={board} />
      {photos.length > 0 && <PhotoOutput board={board} />}
    </>
  );
}

/** After a stop or a failure the reading goes on where it was. */
function ReadRest({ board }: { readonly board: PhotoBoard }) {
  const { t, n } = useWords();
  const count = useMemo(() => unreadFiles(board).length, [board]);
  if (board.isReading || count === 0) return null;
  return (
    <Button onPress={() => void readRest()}>{t('photos.rest', { count, number: n.count(count) })}</Button>
  );
}

/** New photos, or none, while something would be lost by it. */
function Asked() {
  const { t, n, sentences } = useWords();
  const asked = useSession((state) => state.photosAsked);
  const board = useSession((state) => state.board);
  const isWriting = useSession((state) => state.photosWriting.status === 'working');
  const moved = board?.corrections.size ?? 0;
  return (
    <ConfirmRemoval
      title={t('photos.asked.title')}
      text={sentences(
        board?.isReading === true && t('photos.asked.reading'),
        isWriting && t('photos.asked.writing'),
        moved > 0 && t('photos.asked.corrections', { count: moved, number: n.count(moved) }),
      )}
      action={t('photos.asked.agree')}
      isOpen={asked !== undefined}
      onClose={dismissPhotosAsked}
      onConfirm={() => asked && void goOnWith(asked)}
    />
  );
}
