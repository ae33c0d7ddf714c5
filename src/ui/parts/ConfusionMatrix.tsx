import { type CSSProperties, useState } from 'react';
import type { Evaluation } from '../../evaluate/evaluate-model';
import { useWords } from '../words';
import { LabelName } from './LabelName';
import { Section } from './Section';
import { SegmentedControl } from './SegmentedControl';

/** Rows are the true labels, columns what the network said. The raw value of a cell is always its count. */
export function ConfusionMatrix({ evaluation }: { readonly evaluation: Evaluation }) {
  const { t, n, sentences, label: nameOf } = useWords();
  const [shows, setShows] = useState<'counts' | 'shares'>('shares');
  const { labels, confusion } = evaluation;
  return (
    <Section
      title={t('evaluate.matrix.title')}
      aside={
        <SegmentedControl
          label={t('evaluate.matrix.show')}
          value={shows}
          onChange={setShows}
          segments={[
            { value: 'shares', text: t('evaluate.matrix.shares') },
            { value: 'counts', text: t('evaluate.matrix.counts') },
          ]}
        />
      }
    >
      <table className="matrix">
        <caption className="note">
          {t('evaluate.matrix.caption')}
          {shows === 'shares' && (
            <span className="narrow-only">{sentences('', t('evaluate.matrix.inPercent'))}</span>
          )}
        </caption>
        <thead>
          <tr>
            <td className="matrix-corner">
              <span>{t('evaluate.matrix.truth')} ↓</span>
              <span>{t('evaluate.matrix.predicted')} →</span>
            </td>
            {labels.map((label) => (
              <th key={label} scope="col">
                <LabelName label={label} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((truth, row) => {
            const counts = confusion[row] ?? [];
            const total = counts.reduce((sum, count) => sum + count, 0);
            return (
              <tr key={truth}>
                <th scope="row">
                  <LabelName label={truth} />
                </th>
                {labels.map((predicted, column) => {
                  const count = counts[column] ?? 0;
                  const share = total === 0 ? 0 : count / total;
                  return (
                    <td
                      key={predicted}
                      className={row === column ? 'matrix-cell matrix-right' : 'matrix-cell'}
                      style={{ '--share': share } as CSSProperties} // React's type lists no custom properties
                      title={t('evaluate.matrix.cell', {
                        truth: nameOf(truth),
                        predicted: nameOf(predicted),
                      })}
                    >
                      <data
                        value={count}
                        data-figure="confusion"
                        data-true={truth}
                        data-predicted={predicted}
                      >
                        {shows === 'counts' ? n.count(count) : <CellPercent text={n.wholePercent(share)} />}
                      </data>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}

/** On phones the sign does not fit into a cell; the caption says it once. */
function CellPercent({ text }: { readonly text: string }) {
  return (
    <>
      {text.slice(0, -1)}
      <span className="wide-only">{text.slice(-1)}</span>
    </>
  );
}
