import type { Resumed } from '../../../train/fit-loop';
import type { TrainRun } from '../../session';
import { useWords } from '../../words';
import { Notice } from '../Notice';

/** What happened to the run under way that its curves do not tell. */
export function RunNotes({ run }: { readonly run: TrainRun }) {
  const { t, n, place } = useWords();
  const { resumed, rollBacks = [], saveFailure, savedAtMs, recovery } = run;
  return (
    <>
      {recovery && <Notice>{t(`train.recovery.${recovery.from}`, { time: n.time(recovery.atMs) })}</Notice>}
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
      <p className="note">{t('train.hidden')}</p>
    </>
  );
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
