import { countOf, type DatasetManifest, SPLITS } from '../../shared/dataset';
import { labelLook } from '../label-look';
import { useWords } from '../words';
import { Figure } from './Figure';
import { LabelName } from './LabelName';
import { ScrollFrame } from './Section';

/** What a dataset has, or would have once it is imported. */
type Counted = Pick<DatasetManifest, 'labels' | 'counts' | 'images'>;

/** Counts per label and split; a bar per label shows its size against the largest. */
export function ClassTable({ dataset }: { readonly dataset: Counted }) {
  const { t, n } = useWords();
  const totals = dataset.labels.map((_, label) =>
    SPLITS.reduce((sum, split) => sum + (dataset.counts[split][label] ?? 0), 0),
  );
  const largest = Math.max(1, ...totals);
  return (
    <ScrollFrame label={t('data.counts.caption')}>
      <table className="numbers class-table">
        <caption className="sr-only">{t('data.counts.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('data.counts.label')}</th>
            {SPLITS.map((split) => (
              <th key={split} scope="col">
                {t(`splits.${split}`)}
              </th>
            ))}
            <th scope="col">{t('data.counts.total')}</th>
          </tr>
        </thead>
        <tbody>
          {dataset.labels.map((label, index) => (
            <tr key={label} data-label={label}>
              <th scope="row">
                <LabelName label={label} />
                <span
                  className="class-bar"
                  style={{
                    inlineSize: `${((totals[index] ?? 0) / largest) * 100}%`,
                    background: labelLook(label).colour,
                  }}
                />
              </th>
              {SPLITS.map((split) => (
                <td key={split}>
                  <Figure name="count" split={split} label={label} value={dataset.counts[split][index] ?? 0}>
                    {n.count(dataset.counts[split][index] ?? 0)}
                  </Figure>
                </td>
              ))}
              <td>
                <Figure value={totals[index] ?? 0}>{n.count(totals[index] ?? 0)}</Figure>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('data.counts.total')}</th>
            {SPLITS.map((split) => (
              <td key={split}>
                <Figure value={countOf(dataset, split)}>{n.count(countOf(dataset, split))}</Figure>
              </td>
            ))}
            <td>
              <Figure value={dataset.images}>{n.count(dataset.images)}</Figure>
            </td>
          </tr>
        </tfoot>
      </table>
    </ScrollFrame>
  );
}
