import type { Evaluation } from '../../evaluate/evaluate-model';
import { useWords } from '../words';
import { Figure } from './Figure';
import { LabelName } from './LabelName';
import { ScrollFrame, Section } from './Section';

const MEASURES = ['precision', 'recall', 'f1'] as const;

/** How often the network said each label. */
function saidCounts({ labels, confusion }: Evaluation): number[] {
  return labels.map((_, column) => confusion.reduce((sum, row) => sum + (row[column] ?? 0), 0));
}

export function PerLabelTable({ evaluation }: { readonly evaluation: Evaluation }) {
  const { t, n } = useWords();
  const said = saidCounts(evaluation);
  return (
    <Section title={t('evaluate.perLabel.title')} note={t('evaluate.perLabel.help')}>
      <ScrollFrame label={t('evaluate.perLabel.caption')}>
        <table className="numbers">
          <caption className="sr-only">{t('evaluate.perLabel.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('evaluate.perLabel.label')}</th>
              {MEASURES.map((measure) => (
                <th key={measure} scope="col">
                  {t(`evaluate.perLabel.${measure}`)}
                </th>
              ))}
              <th scope="col">{t('evaluate.perLabel.images')}</th>
            </tr>
          </thead>
          <tbody>
            {evaluation.labels.map((label, index) => {
              const scores = evaluation.perLabel[index];
              return (
                <tr key={label} data-label={label}>
                  <th scope="row">
                    <LabelName label={label} />
                  </th>
                  {MEASURES.map((measure) => (
                    <td key={measure}>
                      <Figure name={measure} label={label} value={scores?.[measure] ?? 0}>
                        {/* Of no face called so, no share was right: 0/0. */}
                        {measure === 'precision' && said[index] === 0
                          ? '–'
                          : n.percent(scores?.[measure] ?? 0)}
                      </Figure>
                    </td>
                  ))}
                  <td>
                    <Figure value={scores?.images ?? 0}>{n.count(scores?.images ?? 0)}</Figure>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollFrame>
    </Section>
  );
}
