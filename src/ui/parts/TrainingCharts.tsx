import { useEffect, useId, useRef, useState } from 'react';
import type { EpochRecord, Scores } from '../../shared/history';
import { useWords } from '../words';
import { EpochTable } from './EpochTable';
import type { ChartSeries, SharedCursor, TrainingChart } from './training-chart';

interface TrainingChartsProps {
  readonly history: readonly EpochRecord[];
  /** Running means of the epoch under way: the growing end of the training line. */
  readonly running: Scores | undefined;
}

interface Drawing {
  readonly SharedCursor: typeof SharedCursor;
  readonly TrainingChart: typeof TrainingChart;
}

/** Loss and accuracy over the epochs, with one cursor for both, and the same numbers as a table. */
export function TrainingCharts({ history, running }: TrainingChartsProps) {
  const { t } = useWords();
  const tableId = useId();
  const drawing = useDrawing();
  return (
    <>
      <div className="charts">
        <LineChart
          title={t('train.charts.loss')}
          measure="loss"
          {...{ history, running, drawing, tableId }}
        />
        <LineChart
          title={t('train.charts.accuracy')}
          measure="accuracy"
          {...{ history, running, drawing, tableId }}
        />
      </div>
      <EpochTable id={tableId} history={history} />
    </>
  );
}

/** Chart.js arrives when the first chart is shown, so that no other page waits for it. */
function useDrawing(): { readonly module: Drawing; readonly cursor: SharedCursor } | undefined {
  const [drawing, setDrawing] = useState<{ module: Drawing; cursor: SharedCursor }>();
  useEffect(() => {
    let isGone = false;
    void import('./training-chart').then((module) => {
      if (!isGone) setDrawing({ module, cursor: new module.SharedCursor() });
    });
    return () => {
      isGone = true;
    };
  }, []);
  return drawing;
}

interface LineChartProps extends TrainingChartsProps {
  readonly title: string;
  readonly measure: keyof Scores;
  readonly drawing: ReturnType<typeof useDrawing>;
  readonly tableId: string;
}

function LineChart({ title, measure, history, running, drawing, tableId }: LineChartProps) {
  const { t, n } = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [chart, setChart] = useState<TrainingChart>();
  const isShare = measure === 'accuracy';
  const write = (value: number) => (isShare ? n.wholePercent(value) : n.fixed(value, 2));

  useEffect(() => {
    if (!drawing || !canvas.current) return undefined;
    const texts = {
      training: t('train.charts.training'),
      validation: t('train.charts.validation'),
      axis: t('train.charts.axis'),
      write: (value: number) => (isShare ? n.percent(value) : n.fixed(value, 3)),
      writeTick: (value: number) => (isShare ? n.wholePercent(value) : n.fixed(value, 1)),
    };
    const made = new drawing.module.TrainingChart(canvas.current, drawing.cursor, texts, isShare);
    setChart(made);
    const stopWatching = watchTheme(() => made.repaint());
    return () => {
      stopWatching();
      made.close();
      setChart(undefined);
    };
  }, [drawing, isShare, t, n]);

  useEffect(() => {
    chart?.show(series(history, running, measure));
  }, [chart, history, running, measure]);

  const last = history.at(-1);
  const summary = last
    ? t('train.charts.summary', {
        name: title,
        count: history.length,
        training: write(last.train[measure]),
        validation: last.validation ? write(last.validation[measure]) : '–',
      })
    : t('train.charts.empty', { name: title });
  return (
    <figure className="chart">
      <figcaption>
        <span className="chart-title">{title}</span>
        <ChartKey />
      </figcaption>
      <div className="chart-canvas">
        {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas that is a picture */}
        <canvas ref={canvas} role="img" aria-label={summary} aria-details={tableId} />
      </div>
    </figure>
  );
}

function ChartKey() {
  const { t } = useWords();
  return (
    <span className="chart-key">
      <span>
        <svg viewBox="0 0 24 8" aria-hidden="true">
          <line className="key-training" x1="0" x2="24" y1="4" y2="4" />
        </svg>
        {t('train.charts.training')}
      </span>
      <span>
        <svg viewBox="0 0 24 8" aria-hidden="true">
          <line className="key-validation" x1="0" x2="24" y1="4" y2="4" />
        </svg>
        {t('train.charts.validation')}
      </span>
    </span>
  );
}

function series(
  history: readonly EpochRecord[],
  running: Scores | undefined,
  measure: keyof Scores,
): ChartSeries {
  const training = history.map(({ train }) => train[measure]);
  return {
    training: running ? [...training, running[measure]] : training,
    validation: history.map(({ validation }) => validation?.[measure] ?? null),
  };
}

function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', onChange);
  };
}
