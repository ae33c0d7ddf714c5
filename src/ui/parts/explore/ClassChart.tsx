import { countOf, type DatasetManifest, SPLITS } from '../../../shared/dataset';
import { labelLook } from '../../label-look';
import { useWords } from '../../words';
import { LabelName } from '../LabelName';

/** Faces per label as bars, a shade per split; the table of counts beside it holds the numbers. */
export function ClassChart({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, n, label: nameOf } = useWords();
  const splits = SPLITS.filter((split) => countOf(dataset, split) > 0);
  const totals = dataset.labels.map((_, label) =>
    SPLITS.reduce((sum, split) => sum + (dataset.counts[split][label] ?? 0), 0),
  );
  const [largest, smallest] = [Math.max(1, ...totals), Math.min(...totals)];
  return (
    <figure className="class-chart">
      <ul>
        {dataset.labels.map((label, at) => (
          <li key={label}>
            <LabelName label={label} />
            <span className="class-chart-bar" style={{ color: labelLook(label).colour }} aria-hidden="true">
              {splits.map((split) => (
                <span
                  key={split}
                  data-split={split}
                  style={{ inlineSize: `${((dataset.counts[split][at] ?? 0) / largest) * 100}%` }}
                />
              ))}
            </span>
            <span className="class-chart-count">{n.count(totals[at] ?? 0)}</span>
          </li>
        ))}
      </ul>
      <figcaption className="note">
        {splits.length > 1 && (
          <span className="class-chart-key" aria-hidden="true">
            {splits.map((split) => (
              <span key={split} data-split={split}>
                {t(`splits.${split}`)}
              </span>
            ))}
          </span>
        )}
        {smallest > 0 && smallest < largest && (
          <span>
            {t('explore.balance.ratio', {
              most: nameOf(dataset.labels[totals.indexOf(largest)] ?? ''),
              least: nameOf(dataset.labels[totals.indexOf(smallest)] ?? ''),
              ratio: n.precise(largest / smallest, 2),
            })}
          </span>
        )}
      </figcaption>
    </figure>
  );
}
