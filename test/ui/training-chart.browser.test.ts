import { Chart } from 'chart.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MOST_EPOCHS } from '../../src/ui/parts/drawn-epochs';
import { type ChartLine, SharedCursor, TrainingChart } from '../../src/ui/parts/training-chart';

const texts = { axis: 'Epoch', write: String, writeTick: String };
const open: TrainingChart[] = [];

/** A chart of a falling curve with one spike, in a place of its own on the page. */
async function chartOf(epochs: number, cursor = new SharedCursor()) {
  const place = document.createElement('div');
  place.style.cssText = 'position: relative; width: 400px; height: 240px';
  document.body.append(place);
  const canvas = place.appendChild(document.createElement('canvas'));
  const chart = new TrainingChart(canvas, cursor, texts, { isShare: false, isLogarithmic: false });
  open.push(chart);
  const values = Array.from({ length: epochs }, (_, index) => (index === 600 ? 5 : 1 / (index + 1)));
  const line: ChartLine = { name: 'training', values, look: 'training' };
  chart.show([line]);
  const drawn = () => Chart.getChart(canvas);
  await vi.waitFor(() => expect(drawn()?.getDatasetMeta(0).data.length).toBeGreaterThan(0));
  const epochsDrawn = () => ((drawn()?.data.datasets[0]?.data ?? []) as { x: number }[]).map(({ x }) => x);
  return { chart, line, drawn, epochsDrawn };
}

afterEach(() => {
  for (const chart of open.splice(0)) chart.close();
  document.body.replaceChildren();
});

describe('the chart of a training', () => {
  it('holds no more points of a thousand epochs than the eye tells apart, the spike among them', async () => {
    const { drawn, epochsDrawn } = await chartOf(1000);
    expect(drawn()?.getDatasetMeta(0).data.length).toBeLessThan(MOST_EPOCHS);
    expect(epochsDrawn()).toContain(601);
    expect([drawn()?.scales.x?.min, drawn()?.scales.x?.max]).toEqual([1, 1000]);
  });

  it('says the numbers of the very epoch that is looked at, drawn before or not, in every chart', async () => {
    const cursor = new SharedCursor();
    const charts = [await chartOf(1000, cursor), await chartOf(1000, cursor)];
    expect(charts[0]?.epochsDrawn()).not.toContain(778);
    cursor.move(778);
    for (const { drawn } of charts) {
      expect(drawn()?.tooltip?.title).toEqual(['Epoch 778']);
      expect(drawn()?.tooltip?.body[0]?.lines).toEqual([`training: ${1 / 778}`]);
    }
    cursor.move(undefined);
    expect(charts[0]?.drawn()?.getActiveElements()).toEqual([]);
  });

  it('keeps the cursor at its epoch when stretches double under it', async () => {
    const cursor = new SharedCursor();
    const { chart, line, drawn } = await chartOf(256, cursor);
    cursor.move(200);
    chart.show([{ ...line, values: [...line.values, ...line.values] }]);
    await vi.waitFor(() => expect(drawn()?.scales.x?.max).toBe(512));
    await vi.waitFor(() => expect(drawn()?.tooltip?.title).toEqual(['Epoch 200']));
  });
});
