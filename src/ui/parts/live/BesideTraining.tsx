import { LEAST_SHARE, type TrainingBeside } from '../../training-beside';
import { useWords } from '../../words';
import { Figure } from '../Figure';
import { Notice } from '../Notice';
import { PoliteStatus } from '../PoliteStatus';

/** How a training fares beside what is read here. */
export function BesideTraining({ beside }: { readonly beside: TrainingBeside }) {
  const { t, n } = useWords();
  const { share } = beside;
  if (share === undefined) return <p className="note">{t('live.beside.unmeasured')}</p>;
  const isSlowed = share < LEAST_SHARE;
  const sentence = t(isSlowed ? 'live.beside.slowed' : 'live.beside.kept', {
    percent: n.wholePercent(share),
  });
  const shown = (
    <Figure name="live-training-share" value={share}>
      {sentence}
    </Figure>
  );
  return isSlowed ? (
    <Notice>
      <p>{shown}</p>
      <PoliteStatus everyMs={20_000} text={sentence} />
    </Notice>
  ) : (
    <p className="note">{shown}</p>
  );
}
