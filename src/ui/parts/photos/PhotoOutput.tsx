import { useState } from 'react';
import {
  canStreamZip,
  canWriteFolders,
  makeDataset,
  saveSortingCsv,
  saveZip,
  stopWriting,
  writeFolders,
} from '../../actions/photo-output-actions';
import { plannedSamples, type SampleChoice } from '../../photos/planned-copies';
import type { PhotoBoard, PhotosWritten } from '../../photos/board';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';
import { ProgressBar } from '../ProgressBar';
import { Section } from '../Section';
import { SegmentedControl } from '../SegmentedControl';

/** Where the sorted photos go. Copies, always: the photos themselves are never moved. */
export function PhotoOutput({ board }: { readonly board: PhotoBoard }) {
  const { t, n } = useWords();
  const [choice, setChoice] = useState<SampleChoice>('sorted');
  const isWriting = useSession(({ photosWriting }) => photosWriting.status === 'working');
  const waits = isWriting || board.isReading;
  const samples = plannedSamples(board.photos, board, choice).length;
  return (
    <Section title={t('photos.output.title')} note={t('photos.output.note')}>
      <div className="row">
        {canWriteFolders() && (
          <Button isDisabled={waits} onPress={() => void writeFolders()}>
            {t('photos.output.folders')}
          </Button>
        )}
        <Button isDisabled={waits} onPress={() => void saveZip()}>
          {t('photos.output.zip')}
        </Button>
        <Button onPress={saveSortingCsv}>{t('photos.output.csv')}</Button>
      </div>
      {!canStreamZip() && (
        <p className="note">{t('photos.output.zipLimit', { size: n.bytes(bytesOf(board)) })}</p>
      )}
      <div className="row">
        <Button isDisabled={waits || samples === 0} onPress={() => void makeDataset(choice)}>
          {t('photos.output.dataset', { count: samples, number: n.count(samples) })}
        </Button>
        <SegmentedControl
          label={t('photos.output.which')}
          value={choice}
          segments={[
            { value: 'sorted', text: t('photos.output.sorted') },
            { value: 'moved', text: t('photos.output.moved') },
          ]}
          onChange={setChoice}
        />
      </div>
    </Section>
  );
}

function bytesOf({ files }: PhotoBoard): number {
  return [...files.values()].reduce((sum, { size }) => sum + size, 0);
}

/** How the writing stands, or what came of it. Beside no board too: it may have made room meanwhile. */
export function WritingStatus() {
  const { t } = useWords();
  const writing = useSession((state) => state.photosWriting);
  if (writing.status === 'working') {
    const { done, total } = writing.progress;
    return (
      <div className="row">
        <ProgressBar label={t('photos.output.writing')} share={done / Math.max(1, total)} />
        <Button onPress={stopWriting}>{t('app.cancel')}</Button>
      </div>
    );
  }
  if (writing.status === 'failed') return <ErrorNotice failure={writing.failure} />;
  return writing.status === 'ready' ? (
    <div className="photo-written">
      <Done written={writing.value} />
    </div>
  ) : null;
}

function Done({ written }: { readonly written: PhotosWritten }) {
  const { t, n, sentences } = useWords();
  if (written.kind === 'undone')
    return (
      <output>
        {t('photos.output.done.undone', { count: written.gone, number: n.count(written.gone) })}
      </output>
    );
  const number = { count: written.files, number: n.count(written.files) };
  if (written.kind === 'folders') return <output>{t('photos.output.done.folders', number)}</output>;
  const { name, notCopied } = written;
  return (
    <>
      <output>
        {sentences(
          t('photos.output.done.zip', { ...number, name }),
          notCopied.length > 0 &&
            t('photos.copies.notCopied', { count: notCopied.length, number: n.count(notCopied.length) }),
        )}
      </output>
      {notCopied.length > 0 && <p className="note">{n.list(notCopied)}</p>}
    </>
  );
}
