import { useState } from 'react';
import type { DatasetManifest, Rejection, RejectionReason } from '../../shared/dataset';
import { useWords } from '../words';
import { Button } from './Button';
import { Figure } from './Figure';

type ByReason = NonNullable<DatasetManifest['rejected']['byReason']>;

const SHOWN = 5; // of each reason

/** The rows and files that were left out, each with its reason; all that are kept, where the user asks. */
export function RejectionTable({ rejected }: { readonly rejected: DatasetManifest['rejected'] }) {
  const { t, n } = useWords();
  const [isWhole, setWhole] = useState(false);
  const some = firstOfEach(rejected.first);
  const shown = isWhole ? rejected.first : some;
  const hidden = rejected.total - shown.length;
  return (
    <>
      <ReasonCounts byReason={rejected.byReason ?? {}} />
      <table className="numbers rejection-table">
        <caption className="sr-only">{t('data.rejections.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('data.rejections.at')}</th>
            <th scope="col">{t('data.rejections.why')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((rejection) => (
            <RejectionRow key={JSON.stringify(rejection)} rejection={rejection} />
          ))}
        </tbody>
      </table>
      {hidden > 0 && <p className="note">{t('data.rejections.more', { number: n.count(hidden) })}</p>}
      {!isWhole && some.length < rejected.first.length && (
        <div className="row">
          <Button look="quiet" onPress={() => setWhole(true)}>
            {t('data.rejections.all', { number: n.count(rejected.first.length) })}
          </Button>
        </div>
      )}
    </>
  );
}

function firstOfEach(rejections: readonly Rejection[]): Rejection[] {
  const counts = new Map<RejectionReason, number>();
  return rejections.filter(({ reason }) => {
    const before = counts.get(reason) ?? 0;
    counts.set(reason, before + 1);
    return before < SHOWN;
  });
}

/** How many of each reason, the commonest first. */
function ReasonCounts({ byReason }: { readonly byReason: ByReason }) {
  const { t, n } = useWords();
  const counts = (Object.entries(byReason) as [RejectionReason, number][]) // entries forgets the keys' type
    .toSorted(([, one], [, other]) => other - one);
  return (
    <ul className="note reason-counts">
      {counts.map(([reason, count]) => (
        <li key={reason}>
          <Figure name="import-rejected-reason" value={count} label={reason}>
            {t('data.rejections.ofReason', {
              reason: t(`data.reasonNames.${reason}`),
              number: n.count(count),
            })}
          </Figure>
        </li>
      ))}
    </ul>
  );
}

function RejectionRow({ rejection }: { readonly rejection: Rejection }) {
  const { t, n } = useWords();
  const { at, reason, expected = '–', found = '–' } = rejection;
  return (
    <tr data-reason={reason}>
      <th scope="row">{'row' in at ? t('data.rejections.row', { row: n.count(at.row) }) : at.file}</th>
      <td>{t(`data.reasons.${reason}`, { expected, found })}</td>
    </tr>
  );
}
