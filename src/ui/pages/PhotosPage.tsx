import { clearPhotos, sortPhotos, stopReadingPhotos } from '../actions/photo-actions';
import { cardInUse } from '../model-names';
import { chosenSource } from '../chosen-files';
import { Button, FileButton } from '../parts/Button';
import { EmptyState } from '../parts/EmptyState';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Figure } from '../parts/Figure';
import { ModelChoice } from '../parts/ModelChoice';
import { Notice } from '../parts/Notice';
import { PageHead } from '../parts/PageHead';
import { PhotoColumns } from '../parts/photos/PhotoColumns';
import { PhotoOutput } from '../parts/photos/PhotoOutput';
import { Threshold } from '../parts/photos/Threshold';
import { ProgressBar } from '../parts/ProgressBar';
import { modelInUse, type PhotoBoard, useSession } from '../session';
import { useWords } from '../words';

export function PhotosPage() {
  const { t } = useWords();
  const model = useSession(modelInUse);
  const board = useSession((state) => state.board);
  const failure = useSession((state) => state.photosFailure);
  const weights = useSession((state) => state.weights);
  return (
    <>
      <PageHead
        title={t('stages.photos')}
        lead={t('photos.lead')}
        action={model ? <Doors /> : <ToTraining />}
      />
      {failure && <ErrorNotice failure={failure} />}
      {model && cardInUse(model, weights).trained.isDrawn && (
        <Notice>
          <p>{t('drawn.model')}</p>
        </Notice>
      )}
      {model && !board && (
        <div className="subject photo-model">
          <ModelChoice />
        </div>
      )}
      {board ? <Board board={board} /> : <EmptyState text={t(model ? 'photos.empty' : 'photos.waits')} />}
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
  return (
    <>
      <div className="row">
        <output>
          <Figure name="photos-read" value={photos.length}>
            {t(isReading ? 'photos.reading' : 'photos.read', {
              count: photos.length,
              number: n.count(photos.length),
              total: n.count(total),
            })}
          </Figure>
        </output>
        {isReading ? (
          <Button onPress={stopReadingPhotos}>{t('app.cancel')}</Button>
        ) : (
          <Button look="quiet" onPress={clearPhotos}>
            {t('photos.clear')}
          </Button>
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
