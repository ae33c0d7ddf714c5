import { calibrateNeutral, forgetCalibration } from '../../actions/live-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';
import { ProgressBar } from '../ProgressBar';

/** Two seconds of a neutral face, after which resting faces are less often taken for sad or angry ones. */
export function NeutralCalibration() {
  const { t, n } = useWords();
  const calibration = useSession((state) => state.calibration);
  const live = useSession((state) => state.live);
  const isWatching = live.status === 'ready' && live.value.isRunning && !live.value.isPaused;
  const isKnown = live.status === 'ready' && live.value.card.labels.includes('neutral');
  if (!isWatching || !isKnown) return null;
  return (
    <div className="calibration">
      {calibration.status === 'running' ? (
        <>
          <output>{t('live.calibration.running')}</output>
          <ProgressBar label={t('live.calibration.title')} share={calibration.share} />
        </>
      ) : (
        <div className="row">
          <Button onPress={calibrateNeutral}>{t('live.calibration.start')}</Button>
          {calibration.status === 'applied' && (
            <Button look="quiet" onPress={() => void forgetCalibration()}>
              {t('live.calibration.forget')}
            </Button>
          )}
        </div>
      )}
      {calibration.status === 'failed' && <ErrorNotice failure={calibration.failure} />}
      <p className="note">
        {calibration.status === 'applied'
          ? t('live.calibration.applied', { count: calibration.frames, number: n.count(calibration.frames) })
          : t('live.calibration.note')}
      </p>
    </div>
  );
}
