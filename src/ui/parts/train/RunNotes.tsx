import { useEffect, useState } from 'react';
import type { Resumed } from '../../../train/fit-loop';
import type { TrainRun } from '../../train-run';
import { useWords } from '../../words';
import { Figure } from '../Figure';
import { Notice } from '../Notice';
import { ResumeByItself } from './ResumeOffer';

/** What happened to the run under way that its curves do not tell. */
export function RunNotes({ run }: { readonly run: TrainRun }) {
  const { t, n, place } = useWords();
  const { resumed, rollBacks = [], saveFailure, savedAtMs, recovery, heldMs = 0 } = run;
  return (
    <>
      {recovery && (
        <Notice>
          {t(`train.recovery.${recovery.from}`, { time: n.time(recovery.atMs) })}
          <Countdown key={recovery.atMs} untilMs={recovery.atMs} />
        </Notice>
      )}
      {resumed && <ResumedNote resumed={resumed} />}
      {rollBacks.map(({ from, to, rateScale }) => (
        <Notice key={rateScale}>
          {t('train.rolledBack', {
            from: n.count(from.epoch),
            at: place(to),
            percent: n.wholePercent(rateScale),
          })}
        </Notice>
      ))}
      {saveFailure && (
        <Notice>
          {t('train.saveFailed', {
            time: savedAtMs === undefined ? t('train.saveNever') : n.time(savedAtMs),
          })}
        </Notice>
      )}
      {heldMs > 0 && (
        <Notice>
          <Figure name="train-held-seconds" value={heldMs / 1000}>
            {t('train.held', { time: n.duration(heldMs / 1000) })}
          </Figure>
        </Notice>
      )}
      <p className="note">{t('train.hidden')}</p>
      <ResumeByItself />
    </>
  );
}

/** How long the browser's lock-out is waited for. */
function Countdown({ untilMs }: { readonly untilMs: number }) {
  const { t, n } = useWords();
  const [left, setLeft] = useState(() => secondsUntil(untilMs));
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsUntil(untilMs)), 1000);
    return () => clearInterval(timer);
  }, [untilMs]);
  if (left <= 0) return null;
  return (
    <p>
      {t('train.recovery.waits')}{' '}
      <Figure name="train-recovery-seconds" value={left}>
        {t('train.recovery.left', { time: n.duration(left) })}
      </Figure>
    </p>
  );
}

function secondsUntil(ms: number): number {
  return Math.ceil((ms - Date.now()) / 1000);
}

/** Where it went on, and whether the result will be what it would have been. */
function ResumedNote({ resumed }: { readonly resumed: Resumed }) {
  const { t, n, place } = useWords();
  const { changed, isNewest } = resumed;
  const at = place(resumed.place);
  const what = n.list(changed.map((part) => t(`train.resume.changes.${part}`)));
  return (
    <>
      {!isNewest && <Notice>{t('train.resume.fellBack', { at })}</Notice>}
      {changed.length > 0 ? (
        <Notice>{t('train.resume.changed', { at, what })}</Notice>
      ) : (
        <p className="note">{t('train.resume.exact', { at })}</p>
      )}
    </>
  );
}
