import { useEffect, useRef, useState } from 'react';
import type { EpochRecord, Scores } from '../../shared/history';
import { curveFacts, smooth } from '../smoothing';
import { useWords } from '../words';
import type { OtherRun } from './TrainingCharts';
import type { ChartLine, SharedCursor, TrainingChart } from './training-chart';

export type Measure = keyof Scores | 'learningRate';

/** Everything the charts draw. */
export interface Curves {
  readonly history: readonly EpochRecord[];
  readonly running: Scores | undefined;
  readonly others: readonly OtherRun[];
  readonly references: readonly { readonly name: string; readonly accuracy: number }[];
  readonly smoothing: number;
  readonly isLogarithmic: boolean;
}

/** So many runs are told apart by hue and dash, in training-chart.ts and in the key alike. */
const OTHER_LOOKS = 4;

interface Drawing {
  readonly TrainingChart: typeof TrainingChart;
  readonly cursor: SharedCursor;
}

/** Chart.js arrives when the first chart is shown, so that no other page waits for it; 'missing' where it cannot. */
export function useDrawing(): Drawing | 'missing' | undefined {
  const [drawing, setDrawing] = useState<Drawing | 'missing'>();
  useEffect(() => {
    let isGone = false;
    const show = (found: Drawing | 'missing') => {
      if (!isGone) setDrawing(found);
    };
    import('./training-chart').then(
      (module) => show({ TrainingChart: module.TrainingChart, cursor: new module.SharedCursor() }),
      () => show('missing'),
    );
    return () => {
      isGone = true;
    };
  }, []);
  return drawing;
}

interface CurveChartProps {
  readonly title: string;
  readonly measure: Measure;
  readonly curves: Curves;
  readonly drawing: Drawing | undefined;
  readonly tableId: string;
}

export function CurveChart({ title, measure, curves, drawing, tableId }: CurveChartProps) {
  const { t, n } = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [chart, setChart] = useState<TrainingChart>();
  const isShare = measure === 'accuracy';
  const isLogarithmic = measure === 'loss' && curves.isLogarithmic;
  const isRate = measure === 'learningRate';
  const write = (value: number) =>
    isShare ? n.percent(value) : isRate ? n.precise(value, 3) : n.fixed(value, 3);

  useEffect(() => {
    if (!drawing || !canvas.current) return undefined;
    const texts = {
      axis: t('train.charts.axis'),
      write: (value: number) =>
        isShare ? n.percent(value) : isRate ? n.precise(value, 3) : n.fixed(value, 3),
      // Three digits that say something: with one after the point, ticks at 0.05 and 0.10 would read the same.
      writeTick: (value: number) => (isShare ? n.wholePercent(value) : n.precise(value, 3)),
    };
    const kind = { isShare, isLogarithmic };
    const made = new drawing.TrainingChart(canvas.current, drawing.cursor, texts, kind);
    setChart(made);
    const stopWatching = watchTheme(() => made.repaint());
    return () => {
      stopWatching();
      made.close();
      setChart(undefined);
    };
  }, [drawing, isShare, isRate, isLogarithmic, t, n]);

  const names = { training: t('train.charts.training'), validation: t('train.charts.validation') };
  const { training, validation } = names;
  useEffect(() => {
    chart?.show(linesOf(curves, measure, { training, validation }));
  }, [chart, curves, measure, training, validation]);

  const isEmpty =
    [curves, ...curves.others].every(({ history }) => history.length === 0) && (isRate || !curves.running);
  const last = curves.history.at(-1);
  const summary =
    last && !isRate
      ? t('train.charts.summary', {
          name: title,
          count: curves.history.length,
          training: write(last.train[measure]),
          validation: last.validation ? write(last.validation[measure]) : '–',
        })
      : last
        ? t('train.charts.of', { name: title }) + write(last.learningRate)
        : t('train.charts.empty', { name: title });
  return (
    <figure className="chart">
      <figcaption>
        <span className="chart-title">{title}</span>
        <ChartKey {...(isRate ? {} : names)} others={curves.others.map(({ name }) => name)} />
      </figcaption>
      <div className={isEmpty ? 'chart-canvas chart-canvas-empty' : 'chart-canvas'}>
        {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas that is a picture */}
        <canvas ref={canvas} role="img" aria-label={summary} aria-details={tableId} />
      </div>
      {isRate ? (
        <Extremes values={valuesOf(curves.history, measure)} write={write} />
      ) : (
        SPLITS_SHOWN.map((split) => (
          <Extremes
            key={split}
            name={names[split]}
            values={curves.history.map(
              (record) => (split === 'training' ? record.train : record.validation)?.[measure] ?? null,
            )}
            write={write}
          />
        ))
      )}
    </figure>
  );
}

const SPLITS_SHOWN = ['training', 'validation'] as const;

/** Now, least and most of one line. */
function Extremes({
  name,
  values,
  write,
}: {
  readonly name?: string;
  readonly values: readonly (number | null)[];
  readonly write: (value: number) => string;
}) {
  const { t, n } = useWords();
  const facts = curveFacts(values);
  if (!facts) return null;
  return (
    <p className="note chart-facts">
      {name !== undefined && t('train.charts.of', { name })}
      {t('train.charts.extremes', {
        now: write(facts.now),
        least: write(facts.least.value),
        leastEpoch: n.count(facts.least.epoch),
        most: write(facts.most.value),
        mostEpoch: n.count(facts.most.epoch),
      })}
    </p>
  );
}

interface KeyProps {
  readonly training?: string;
  readonly validation?: string;
  readonly others: readonly string[]; // in the order of their lines
}

/** Which line is which. */
function ChartKey({ training, validation, others }: KeyProps) {
  return (
    <span className="chart-key">
      {training !== undefined && <KeyEntry className="key-training" name={training} />}
      {validation !== undefined && <KeyEntry className="key-validation" name={validation} />}
      {others.map((name, index) => (
        // Two runs may have one name; their order is that of the list.
        // oxlint-disable-next-line react/no-array-index-key
        <KeyEntry key={index} className={`key-other key-other-${(index % OTHER_LOOKS) + 1}`} name={name} />
      ))}
    </span>
  );
}

function KeyEntry({ className, name }: { readonly className: string; readonly name: string }) {
  return (
    <span>
      <svg viewBox="0 0 24 8" aria-hidden="true">
        <line className={className} x1="0" x2="24" y1="4" y2="4" />
      </svg>
      {name}
    </span>
  );
}

/** What a run is judged by: validation where there is a split, else training. */
function valuesOf(history: readonly EpochRecord[], measure: Measure): (number | null)[] {
  if (measure === 'learningRate') return history.map(({ learningRate }) => learningRate);
  return history.map(({ validation, train }) => (validation ?? train)[measure]);
}

function linesOf(
  { history, running, others, references, smoothing }: Curves,
  measure: Measure,
  names: { readonly training: string; readonly validation: string },
): ChartLine[] {
  const compared = others.map((other): ChartLine => ({
    name: other.name,
    values: smooth(valuesOf(other.history, measure), measure === 'learningRate' ? 0 : smoothing),
    look: 'other',
  }));
  if (measure === 'learningRate')
    return [{ name: names.training, values: valuesOf(history, measure), look: 'training' }, ...compared];
  const past = history.map(({ train }) => train[measure]);
  const training = running ? [...past, running[measure]] : past;
  const validation = history.map((record) => record.validation?.[measure] ?? null);
  const raw: ChartLine[] =
    smoothing > 0
      ? [
          { name: '', values: training, look: 'raw-training' },
          { name: '', values: validation, look: 'raw-validation' },
        ]
      : [];
  const levels = measure === 'accuracy' ? references : [];
  return [
    { name: names.training, values: smooth(training, smoothing), look: 'training' },
    { name: names.validation, values: smooth(validation, smoothing), look: 'validation' },
    ...raw,
    ...compared,
    ...levels.map(({ name, accuracy }): ChartLine => ({ name, values: [accuracy], look: 'reference' })),
  ];
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
