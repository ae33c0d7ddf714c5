import type { LiveStatus } from '../live-status';
import { useWords } from '../words';
import { Figure, FigureList } from './Figure';
import { LabelName } from './LabelName';
import { Section } from './Section';

const LATENCY_PARTS = ['detectMs', 'cropMs', 'inferMs', 'restMs'] as const;

/** The camera session in figures, while it runs and after. */
export function LiveFiguresTable({ status }: { readonly status: LiveStatus }) {
  const { t, n } = useWords();
  const { soFar, card } = status;
  const milliseconds = (value: number) =>
    t('live.milliseconds', { number: n.fixed(value, value < 10 ? 1 : 0) });
  return (
    <Section title={t(status.isRunning ? 'live.soFar' : 'live.ended')}>
      <FigureList
        items={[
          {
            term: t('live.frames'),
            figure: (
              <Figure name="live-frames" value={soFar.frames}>
                {n.count(soFar.frames)}
              </Figure>
            ),
          },
          {
            term: t('live.shareWithFace'),
            figure: (
              <Figure name="live-share-with-face" value={soFar.shareWithFace}>
                {n.percent(soFar.shareWithFace)}
              </Figure>
            ),
          },
          {
            term: t('live.median'),
            figure: (
              <Figure name="live-median-ms" value={soFar.medianMs}>
                {milliseconds(soFar.medianMs)}
              </Figure>
            ),
          },
          {
            term: t('live.p95'),
            figure: (
              <Figure name="live-p95-ms" value={soFar.p95Ms}>
                {milliseconds(soFar.p95Ms)}
              </Figure>
            ),
          },
        ]}
      />
      <h3>{t('live.latency.title')}</h3>
      <FigureList
        items={LATENCY_PARTS.map((part) => ({
          term: t(`live.latency.${part}`),
          figure: (
            <Figure name={`live-${part}`} value={soFar.parts[part]}>
              {milliseconds(soFar.parts[part])}
            </Figure>
          ),
        }))}
      />
      <table className="numbers live-counts">
        <caption className="note">{t('live.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('data.counts.label')}</th>
            <th scope="col">{t('live.count')}</th>
          </tr>
        </thead>
        <tbody>
          {card.labels.map((label, index) => (
            <tr key={label}>
              <th scope="row">
                <LabelName label={label} />
              </th>
              <td>
                <Figure name="live-label-count" label={label} value={soFar.labelCounts[index] ?? 0}>
                  {n.count(soFar.labelCounts[index] ?? 0)}
                </Figure>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
