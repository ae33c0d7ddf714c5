import {
  canWriteFolders,
  makeDataset,
  saveSortingCsv,
  saveZip,
  stopWriting,
  undoWriting,
  writeFolders,
} from '../../actions/photo-actions';
import type { PhotoBoard } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';
import { ProgressBar } from '../ProgressBar';
import { Section } from '../Section';

/** Where the sorted photos go. Copies, always: the photos themselves are never moved. */
export function PhotoOutput({ board }: { readonly board: PhotoBoard }) {
  const { t, n } = useWords();
  const { writing } = board;
  const isWriting = writing.status === 'working';
  return (
    <Section title={t('photos.output.title')} note={t('photos.output.note')}>
      <div className="row">
        {canWriteFolders() && (
          <Button isDisabled={isWriting || board.isReading} onPress={() => void writeFolders()}>
            {t('photos.output.folders')}
          </Button>
        )}
        <Button isDisabled={isWriting || board.isReading} onPress={() => void saveZip()}>
          {t('photos.output.zip')}
        </Button>
        <Button onPress={saveSortingCsv}>{t('photos.output.csv')}</Button>
        <Button isDisabled={board.isReading} onPress={() => void makeDataset()}>
          {t('photos.output.dataset')}
        </Button>
      </div>
      {writing.status === 'working' && (
        <div className="row">
          <ProgressBar
            label={t('photos.output.title')}
            share={writing.progress.done / Math.max(1, writing.progress.total)}
          />
          <Button onPress={stopWriting}>{t('app.cancel')}</Button>
        </div>
      )}
      {writing.status === 'failed' && (
        <ErrorNotice failure={writing.failure}>
          {board.leftBehind && <Button onPress={() => void undoWriting()}>{t('photos.output.undo')}</Button>}
        </ErrorNotice>
      )}
      {writing.status === 'ready' && (
        <div className="row">
          <output>
            {t(`photos.output.done.${writing.value.kind}`, { number: n.count(countOf(writing.value)) })}
          </output>
          {writing.value.kind === 'folders' && (
            <Button look="quiet" onPress={() => void undoWriting()}>
              {t('photos.output.undo')}
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}

type Written = Extract<PhotoBoard['writing'], { status: 'ready' }>['value'];

function countOf(written: Written): number {
  if (written.kind === 'folders') return written.written.length;
  return written.kind === 'zip' ? written.files : written.gone;
}
