import axe from 'axe-core';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../src/ui/styles/tokens.css';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/frame.css';
import '../../src/ui/styles/parts.css';
import '../../src/ui/styles/pages.css';
import type { Ask } from '../../src/bench/protocol';
import { BenchPage } from '../../src/ui/bench/BenchPage';
import type { BenchThreads } from '../../src/ui/bench/bench-threads';
import { startLanguage, switchLanguage } from '../../src/ui/i18n';

const ADAPTER = {
  vendor: 'made',
  architecture: 'by hand',
  device: '',
  description: '',
  isSoftware: false,
  features: ['shader-f16'],
  limits: {},
};

/** A machine on which a step of stock tfjs takes 100 ms, of ours 10 and of wasm 40. */
function handAnswered(adapter: typeof ADAPTER | undefined): BenchThreads {
  const answers = {
    describeAdapter: () => adapter,
    timeEmptyDispatch: () => 5,
    timeMatmuls: (contender: string) => [{ name: `made by ${contender}`, size: 1024, gflops: 11_100 }],
    timeSteps: (contender: string, question: { steps: number; backend: string }) => {
      const ms = contender === 'stock' ? 100 : question.backend === 'wasm' ? 40 : 10;
      return { ms: ms * question.steps, loss: 2, executor: contender, isFirst: false };
    },
  };
  const ask = async ({ contender }: { contender: string }, job: keyof typeof answers, params: never) =>
    answers[job](contender, params);
  return { ask: ask as unknown as Ask, end: () => undefined };
}

/** Never answers until it is ended. */
function silent(): BenchThreads {
  let reject: (reason: Error) => void = () => undefined;
  const ask = () =>
    new Promise((_resolve, rejected) => {
      reject = rejected;
    });
  return { ask: ask as unknown as Ask, end: () => reject(new Error('ended')) };
}

let root: Root;
let place: HTMLElement;

beforeAll(async () => {
  await startLanguage();
  await switchLanguage('en');
});

beforeEach(() => {
  place = document.createElement('div');
  document.body.append(place);
  root = createRoot(place);
});

afterEach(() => {
  root.unmount();
  place.remove();
});

async function show(threads: BenchThreads, isSmallDevice = false): Promise<void> {
  root.render(<BenchPage start={() => threads} isSmallDevice={isSmallDevice} />);
  await vi.waitFor(() => expect(place.querySelector('h1')).not.toBeNull());
}

function press(text: string): void {
  const found = [...place.querySelectorAll('button')].find((one) => one.textContent === text);
  if (!found) throw new Error(`There is no button ${text}.`);
  found.click();
}

const figure = (name: string) =>
  Number(place.querySelector<HTMLDataElement>(`[data-figure="${name}"]`)?.value);

describe('the bench page', () => {
  it('shows what was measured, and that nothing was where nothing was', async () => {
    await show(handAnswered(ADAPTER));
    press('Start');
    await vi.waitFor(() => expect(figure('bench-stock-over-ours-seed-cnn')).toBeCloseTo(10, 6));
    // 222.7 GFLOP at batch 128 are 55.7 at batch 32: in 10 ms, 5,570 GFLOP/s of 11,100.
    expect(figure('bench-share-of-matmul')).toBeCloseTo(0.502, 2);
    expect(place.textContent).not.toContain('not measured');
    const { violations } = await axe.run(place);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

  it('measures without WebGPU what WebAssembly does, and says so', async () => {
    await show(handAnswered(undefined));
    press('Start');
    await vi.waitFor(() => expect(place.textContent).toContain('only WebAssembly was measured'));
    expect(place.querySelectorAll('[data-figure="bench-ms-per-step"]').length).toBe(2);
    expect(place.textContent).toContain('not measured');
  });

  it('leaves stock tfjs out on a small device unless asked, and then warns', async () => {
    await show(handAnswered(ADAPTER), true);
    expect(place.textContent).not.toContain('may end the tab');
    press('Start');
    await vi.waitFor(() => expect(figure('bench-share-of-matmul')).toBeGreaterThan(0));
    expect(figure('bench-stock-over-ours-seed-cnn')).toBeNaN();
    place.querySelector<HTMLInputElement>('input[value="both"]')?.click();
    await vi.waitFor(() => expect(place.textContent).toContain('may end the tab'));
  });

  it('stops when asked, and is ready to start again', async () => {
    await show(silent());
    press('Start');
    await vi.waitFor(() => press('Cancel'));
    await vi.waitFor(() => expect(place.textContent).toContain('Start'));
    expect(place.querySelector('[role="alert"]')).toBeNull();
  });
});
