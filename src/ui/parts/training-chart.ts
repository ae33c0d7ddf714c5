import {
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  LinearScale,
  LogarithmicScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  type ScriptableContext,
  Tooltip,
} from 'chart.js';
import { drawnEpochs } from './drawn-epochs';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip);

export interface ChartLine {
  readonly name: string;
  /** One point per epoch, from epoch 1; null where there is none. */
  readonly values: readonly (number | null)[];
  /** 'raw-…' lies faintly behind its smoothed line; 'other' is another run's; 'reference' a level to compare with. */
  readonly look: 'training' | 'validation' | 'raw-training' | 'raw-validation' | 'other' | 'reference';
}

export interface ChartTexts {
  readonly axis: string;
  readonly write: (value: number) => string;
  readonly writeTick: (value: number) => string;
}

interface Point {
  readonly x: number; // epoch
  readonly y: number | null;
}

/** What charts of one run share: the epoch under the pointer. */
export class SharedCursor {
  private readonly charts = new Set<TrainingChart>();
  epoch: number | undefined;

  join(chart: TrainingChart): void {
    this.charts.add(chart);
  }

  leave(chart: TrainingChart): void {
    this.charts.delete(chart);
  }

  move(epoch: number | undefined): void {
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    for (const chart of this.charts) chart.look();
  }
}

/** Owns one Chart.js line chart outside React; redraws at most once per animation frame. */
export class TrainingChart {
  private readonly chart: Chart<'line', Point[]>;
  private scheduled = 0;
  private isClosed = false;
  private lines: readonly ChartLine[] = [];
  private drawn: readonly number[] = []; // epochs, ascending

  constructor(
    canvas: HTMLCanvasElement,
    private readonly cursor: SharedCursor,
    private readonly texts: ChartTexts,
    private readonly kind: { readonly isShare: boolean; readonly isLogarithmic: boolean },
  ) {
    this.chart = new Chart<'line', Point[]>(canvas, this.configuration());
    cursor.join(this);
  }

  show(lines: readonly ChartLine[]): void {
    if (this.isClosed) return; // the page may hold it a moment longer
    this.lines = lines;
    this.lay();
    cancelAnimationFrame(this.scheduled);
    this.scheduled = requestAnimationFrame(() => {
      this.chart.update('none');
      if (this.cursor.epoch !== undefined) this.look(); // it may have another place now
    });
  }

  /** Colours again, after the theme changed. */
  repaint(): void {
    const { options } = this.configuration();
    this.lay();
    if (options) this.chart.options = options;
    this.chart.update('none');
  }

  /** At the epoch of the cursor: it is drawn even where a long run is thinned. */
  look(): void {
    const { epoch } = this.cursor;
    if (epoch !== undefined && !this.drawn.includes(epoch)) {
      this.lay();
      this.chart.update('none');
    }
    const index = epoch === undefined ? -1 : this.drawn.indexOf(epoch);
    const active =
      index < 0 ? [] : this.chart.data.datasets.map((_, datasetIndex) => ({ datasetIndex, index }));
    this.chart.setActiveElements(active);
    this.chart.tooltip?.setActiveElements(active, { x: 0, y: 0 });
    this.chart.update('none');
  }

  close(): void {
    this.isClosed = true;
    cancelAnimationFrame(this.scheduled);
    this.cursor.leave(this);
    this.chart.destroy();
  }

  private lay(): void {
    const { lines, cursor } = this;
    const epochs = Math.max(...lines.map(({ values }) => values.length), 2);
    const curves = lines.filter(({ look }) => look !== 'other' && look !== 'reference');
    const ends = lines.map(({ values }) => values.findLastIndex((value) => value !== null) + 1);
    // The raw curves, where they lie behind smoothed ones, are what has spikes: they come last.
    const leading = curves.slice(-2).map(({ values }) => values);
    this.drawn = drawnEpochs(leading, [...ends, cursor.epoch ?? 0], epochs);
    this.chart.data.datasets = datasets(lines, this.drawn);
    if (this.chart.options.scales?.x) this.chart.options.scales.x.max = epochs;
  }

  private configuration(): ChartConfiguration<'line', Point[]> {
    const ink = colourOf('--ink-2');
    const line = colourOf('--line');
    const font = { family: getComputedStyle(document.body).fontFamily, size: 12 };
    return {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: 'index', intersect: false },
        onHover: (_event, elements) => this.cursor.move(this.drawn[elements[0]?.index ?? -1]),
        scales: {
          x: {
            type: 'linear',
            min: 1,
            max: this.drawn.at(-1) ?? 2,
            title: { display: false },
            grid: { display: false },
            border: { color: line },
            ticks: { color: ink, font, maxRotation: 0, autoSkipPadding: 16, precision: 0, callback: String },
          },
          y: {
            type: this.kind.isLogarithmic ? 'logarithmic' : 'linear',
            ...(this.kind.isShare && { suggestedMin: 0, suggestedMax: 0.6 }),
            border: { display: false },
            grid: { color: line },
            ticks: {
              color: ink,
              font,
              maxTicksLimit: 5,
              callback: (value) => this.texts.writeTick(Number(value)),
            },
          },
        },
        plugins: {
          tooltip: {
            backgroundColor: colourOf('--ink'),
            titleColor: colourOf('--paper'),
            bodyColor: colourOf('--paper'),
            titleFont: font,
            bodyFont: font,
            displayColors: false,
            padding: 10,
            filter: ({ dataset }) => dataset.label !== '', // what a smoothed line is made of
            callbacks: {
              title: ([item]) => `${this.texts.axis} ${item?.parsed.x ?? ''}`,
              label: (item) => `${item.dataset.label}: ${this.texts.write(item.parsed.y ?? 0)}`,
            },
          },
        },
      },
      plugins: [this.cursorLine()],
    };
  }

  /** A hairline at the shared epoch. */
  private cursorLine(): Plugin<'line'> {
    return {
      id: 'shared-cursor',
      afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
        const { epoch } = this.cursor;
        const x = epoch === undefined ? undefined : scales.x?.getPixelForValue(epoch);
        if (x === undefined) return;
        ctx.save();
        ctx.strokeStyle = colourOf('--ink-2');
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.restore();
      },
      afterEvent: (_chart, { event }) => {
        if (event.type === 'mouseout') this.cursor.move(undefined);
      },
    };
  }
}

/** A dot where the curve has got to: in epoch 1 it is all there is to see. */
function endDot({ dataIndex, dataset }: ScriptableContext<'line'>): number {
  return dataIndex === dataset.data.findLastIndex((point) => (point as Point).y !== null) ? 3 : 0;
}

// Lines of other runs, in this order; dashes tell them apart without colour.
const OTHERS = [
  { hue: '--curve-1', dash: [8, 3] },
  { hue: '--curve-2', dash: [3, 3] },
  { hue: '--curve-3', dash: [10, 3, 2, 3] },
  { hue: '--curve-4', dash: [1, 3] },
] as const;

function datasets(lines: readonly ChartLine[], epochs: readonly number[]): ChartDataset<'line', Point[]>[] {
  let others = 0;
  return lines.map((line) => {
    const other = OTHERS[(line.look === 'other' ? others++ : 0) % OTHERS.length];
    const style = lookOf(line.look, other);
    // A level has no epochs of its own.
    const isLevel = line.look === 'reference';
    const data = epochs.map((x) => ({ x, y: line.values[isLevel ? 0 : x - 1] ?? null }));
    return { label: line.name, data, backgroundColor: style.borderColor, ...POINTS, ...style };
  });
}

function lookOf(look: ChartLine['look'], other: (typeof OTHERS)[number] | undefined) {
  // Dashes and weight tell training and validation apart without colour.
  switch (look) {
    case 'training':
      return { borderColor: colourOf('--ink-2'), borderWidth: 1.5, borderDash: [5, 4] };
    case 'validation':
      return { borderColor: colourOf('--accent'), borderWidth: 2.5 };
    case 'raw-training':
      return { borderColor: `${colourOf('--ink-2')}55`, borderWidth: 1, pointRadius: 0 };
    case 'raw-validation':
      return { borderColor: `${colourOf('--accent')}66`, borderWidth: 1, pointRadius: 0 };
    case 'other':
      return {
        borderColor: colourOf(other?.hue ?? '--ink-2'),
        borderWidth: 1.75,
        borderDash: [...(other?.dash ?? [])],
      };
    case 'reference':
      return { borderColor: colourOf('--line-strong'), borderWidth: 1, borderDash: [2, 4], pointRadius: 0 };
  }
}

// An axis with fixed ends would cut the dot at the end in half.
const POINTS = { pointRadius: endDot, pointHoverRadius: 4, tension: 0, spanGaps: false, clip: 4 } as const;

function colourOf(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
