import {
  CategoryScale,
  Chart,
  type ChartConfiguration,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  type ScriptableContext,
  Tooltip,
} from 'chart.js';

Chart.register(LineController, LineElement, PointElement, LinearScale, CategoryScale, Tooltip);

export interface ChartSeries {
  /** One point per epoch, from epoch 1; null where there is none. */
  readonly training: readonly (number | null)[];
  readonly validation: readonly (number | null)[];
}

export interface ChartTexts {
  readonly training: string;
  readonly validation: string;
  readonly axis: string;
  readonly write: (value: number) => string;
  readonly writeTick: (value: number) => string;
}

/** What charts of one run share: the epoch under the pointer. */
export class SharedCursor {
  private readonly charts = new Set<Chart<'line', (number | null)[]>>();
  index: number | undefined;

  join(chart: Chart<'line', (number | null)[]>): void {
    this.charts.add(chart);
  }

  leave(chart: Chart<'line', (number | null)[]>): void {
    this.charts.delete(chart);
  }

  move(index: number | undefined): void {
    if (index === this.index) return;
    this.index = index;
    for (const chart of this.charts) {
      const active =
        index === undefined ? [] : chart.data.datasets.map((_, datasetIndex) => ({ datasetIndex, index }));
      chart.setActiveElements(active);
      chart.tooltip?.setActiveElements(active, { x: 0, y: 0 });
      chart.update('none');
    }
  }
}

/** Owns one Chart.js line chart outside React; redraws at most once per animation frame. */
export class TrainingChart {
  private readonly chart: Chart<'line', (number | null)[]>;
  private scheduled = 0;

  constructor(
    canvas: HTMLCanvasElement,
    private readonly cursor: SharedCursor,
    private readonly texts: ChartTexts,
    private readonly isShare: boolean,
  ) {
    this.chart = new Chart<'line', (number | null)[]>(canvas, this.configuration());
    cursor.join(this.chart);
  }

  show({ training, validation }: ChartSeries): void {
    const epochs = Math.max(training.length, validation.length, 2);
    this.chart.data.labels = Array.from({ length: epochs }, (_, index) => String(index + 1));
    const [trainingLine, validationLine] = this.chart.data.datasets;
    if (trainingLine) trainingLine.data = [...training];
    if (validationLine) validationLine.data = [...validation];
    cancelAnimationFrame(this.scheduled);
    this.scheduled = requestAnimationFrame(() => this.chart.update('none'));
  }

  /** Colours again, after the theme changed. */
  repaint(): void {
    const { data, options } = this.configuration();
    this.chart.data.datasets.forEach((dataset, index) => {
      Object.assign(dataset, { ...data.datasets[index], data: dataset.data });
    });
    if (options) this.chart.options = options;
    this.chart.update('none');
  }

  close(): void {
    cancelAnimationFrame(this.scheduled);
    this.cursor.leave(this.chart);
    this.chart.destroy();
  }

  private configuration(): ChartConfiguration<'line', (number | null)[]> {
    const ink = colourOf('--ink-2');
    const line = colourOf('--line');
    const font = { family: getComputedStyle(document.body).fontFamily, size: 12 };
    return {
      type: 'line',
      data: {
        labels: [],
        datasets: [
          // Dashes and weight tell the two apart without colour.
          {
            label: this.texts.training,
            data: [],
            borderColor: ink,
            backgroundColor: ink,
            borderWidth: 1.5,
            borderDash: [5, 4],
            ...POINTS,
          },
          {
            label: this.texts.validation,
            data: [],
            borderColor: colourOf('--accent'),
            backgroundColor: colourOf('--accent'),
            borderWidth: 2.5,
            ...POINTS,
          },
        ],
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: 'index', intersect: false },
        onHover: (_event, elements) => this.cursor.move(elements[0]?.index),
        scales: {
          x: {
            title: { display: false },
            grid: { display: false },
            border: { color: line },
            ticks: { color: ink, font, maxRotation: 0, autoSkipPadding: 16 },
          },
          y: {
            ...(this.isShare && { suggestedMin: 0, suggestedMax: 0.6 }),
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
            callbacks: {
              title: ([item]) => `${this.texts.axis} ${item?.label ?? ''}`,
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
        const x = this.cursor.index === undefined ? undefined : scales.x?.getPixelForValue(this.cursor.index);
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
  return dataIndex === dataset.data.findLastIndex((value) => value !== null) ? 3 : 0;
}

const POINTS = { pointRadius: endDot, pointHoverRadius: 4, tension: 0, spanGaps: false } as const;

function colourOf(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
