import type { AdapterReport, MatmulAnswer } from '../../bench/questions';
import { Figure, FigureList } from '../parts/Figure';
import { ScrollFrame, Section } from '../parts/Section';
import { useWords } from '../words';
import type { BenchReport, BenchRow } from './bench-run';

export function BenchResults({ report }: { readonly report: BenchReport }) {
  const { adapter, matmuls, rows } = report;
  return (
    <>
      <AdapterSection adapter={adapter} />
      <RatioSection report={report} />
      <StepSection rows={rows} />
      {matmuls.length > 0 && <MatmulSection matmuls={matmuls} />}
    </>
  );
}

// Of the dozens that an adapter lists; the saved file has them all.
const OF_USE = ['shader-f16', 'subgroups', 'timestamp-query', 'chromium-experimental-subgroup-matrix'];

function AdapterSection({ adapter }: { readonly adapter: AdapterReport | undefined }) {
  const { t } = useWords();
  if (!adapter)
    return (
      <Section title={t('bench.adapter')}>
        <p>{t('bench.noAdapter')}</p>
      </Section>
    );
  const name = [adapter.vendor, adapter.architecture, adapter.description]
    .filter((part) => part !== '')
    .join(' ');
  const features = OF_USE.filter((feature) => adapter.features.includes(feature));
  return (
    <Section title={t('bench.adapter')}>
      <FigureList
        look="column"
        items={[
          {
            term: t('backend.device'),
            figure: name,
            ...(adapter.isSoftware && { note: t('backend.software') }),
          },
          { term: t('bench.features'), figure: features.length > 0 ? features.join(', ') : '–' },
        ]}
      />
    </Section>
  );
}

function RatioSection({ report: { stockOverOurs, shareOfMatmul } }: { readonly report: BenchReport }) {
  const { t, n } = useWords();
  const ratio = (name: 'fast' | 'seed-cnn') => {
    const value = stockOverOurs[name];
    return {
      term: t('bench.stockOverOurs', { name: t(`presets.${name}`) }),
      figure:
        value === undefined ? (
          t('bench.notMeasured')
        ) : (
          <Figure name={`bench-stock-over-ours-${name}`} value={value}>
            {t('bench.times', { number: n.fixed(value, 1) })}
          </Figure>
        ),
    };
  };
  return (
    <Section title={t('bench.ratios')} note={t('bench.ratiosNote')}>
      <FigureList
        items={[
          ratio('fast'),
          ratio('seed-cnn'),
          {
            term: t('bench.shareOfMatmul'),
            figure:
              shareOfMatmul === undefined ? (
                t('bench.notMeasured')
              ) : (
                <Figure name="bench-share-of-matmul" value={shareOfMatmul}>
                  {n.percent(shareOfMatmul)}
                </Figure>
              ),
          },
        ]}
      />
    </Section>
  );
}

const NETWORKS = ['fast', 'seed-cnn'] as const;
const ENGINES = ['ours', 'stock', 'wasm'] as const;

function StepSection({ rows }: { readonly rows: readonly BenchRow[] }) {
  const { t } = useWords();
  const lines = NETWORKS.flatMap((network) =>
    ENGINES.map((engine) => ({
      network,
      engine,
      row: rows.find((one) => one.network === network && one.engine === engine),
    })),
  );
  return (
    <Section title={t('bench.steps')} note={t('bench.stepsNote')}>
      <ScrollFrame label={t('bench.stepsTable')}>
        <table className="numbers">
          <caption className="sr-only">{t('bench.stepsTable')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('bench.network')}</th>
              <th scope="col">{t('bench.batch')}</th>
              <th scope="col">{t('bench.msPerStep')}</th>
              <th scope="col">{t('bench.imagesPerSecond')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ network, engine, row }) => (
              <tr key={`${network} ${engine}`}>
                <th scope="row">
                  {t(`presets.${network}`)} · {t(`bench.engines.${engine}`)}
                </th>
                {row ? <Measured row={row} /> : <td colSpan={3}>{t('bench.notMeasured')}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </Section>
  );
}

function Measured({
  row: { network, engine, batch, msPerStep, imagesPerSecond },
}: {
  readonly row: BenchRow;
}) {
  const { n } = useWords();
  const label = `${network} ${engine}`;
  return (
    <>
      <td>{n.count(batch)}</td>
      <td>
        <Figure name="bench-ms-per-step" label={label} value={msPerStep}>
          {n.precise(msPerStep, 3)}
        </Figure>
      </td>
      <td>
        <Figure name="bench-images-per-second" label={label} value={imagesPerSecond}>
          {n.precise(imagesPerSecond, 3)}
        </Figure>
      </td>
    </>
  );
}

function MatmulSection({ matmuls }: { readonly matmuls: readonly MatmulAnswer[] }) {
  const { t, n } = useWords();
  return (
    <Section title={t('bench.matmul')} note={t('bench.matmulNote')}>
      <ScrollFrame label={t('bench.matmulTable')}>
        <table className="numbers">
          <caption className="sr-only">{t('bench.matmulTable')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('bench.kernel')}</th>
              <th scope="col">{t('bench.size')}</th>
              <th scope="col">{t('bench.gflops')}</th>
            </tr>
          </thead>
          <tbody>
            {matmuls.map(({ name, size, gflops }) => (
              <tr key={`${name} ${size}`}>
                <th scope="row" lang="en">
                  {name}
                </th>
                <td>{n.count(size)}</td>
                <td>
                  <Figure name="bench-matmul-gflops" label={name} value={gflops}>
                    {n.precise(gflops, 3)}
                  </Figure>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </Section>
  );
}
