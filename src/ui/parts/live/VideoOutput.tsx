import { saveAnnotated, stopSaving } from '../../actions/video-actions';
import { annotate } from '../../live-drawing';
import { useSession } from '../../session';
import { goesOn, readUntilMs } from '../../watched-video';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';
import { ProgressBar } from '../ProgressBar';

/** A video that was read, written anew with its boxes. */
export function VideoOutput() {
  const words = useWords();
  const { t, n } = words;
  const watched = useSession((state) => state.watched);
  const annotating = useSession((state) => state.annotating);
  if (!watched) return null;
  const { cards, isExact, frames, durationMs, failure } = watched;
  const seconds = (ms: number) => t('live.timeline.seconds', { number: n.fixed(ms / 1000, 1) });
  const save = () =>
    void saveAnnotated((context, readings) => annotate(context, readings, { cards, source: 'video', words }));
  return (
    <>
      {failure && <ErrorNotice failure={failure} />}
      <p className="note" data-exact={isExact}>
        {words.sentences(
          t(isExact ? 'live.video.exact' : 'live.video.sampled'),
          goesOn(watched) &&
            t('live.video.upTo', { read: seconds(readUntilMs(frames)), whole: seconds(durationMs) }),
        )}
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
