import { saveAnnotated, stopSaving } from '../../actions/video-actions';
import { annotate } from '../../live-drawing';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';
import { ProgressBar } from '../ProgressBar';

/** A video that was read, written anew with its boxes. */
export function VideoOutput() {
  const words = useWords();
  const { t } = words;
  const watched = useSession((state) => state.watched);
  const annotating = useSession((state) => state.annotating);
  if (!watched) return null;
  const { cards, isExact } = watched;
  const save = () =>
    void saveAnnotated((context, readings) => annotate(context, readings, { cards, source: 'video', words }));
  return (
    <>
      <p className="note" data-exact={isExact}>
        {t(isExact ? 'live.video.exact' : 'live.video.sampled')}
      </p>
      {annotating.status === 'working' ? (
        <div className="row">
          <ProgressBar label={t('live.video.saving')} share={annotating.progress} />
          <Button onPress={stopSaving}>{t('app.cancel')}</Button>
        </div>
      ) : (
        <div className="row">
          <Button onPress={save}>{t('live.video.save')}</Button>
          <span className="note">{t('live.video.silent')}</span>
        </div>
      )}
      {annotating.status === 'failed' && <ErrorNotice failure={annotating.failure} />}
    </>
  );
}
