import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  type Ask,
  type Contender,
  type Matmul,
  median,
  race,
  type RaceResult,
  type Ratio,
  ratioOf,
  shareOfMatmul,
  sweepMatmuls,
} from '../../src/bench/protocol';
import type { AdapterReport, KernelTime } from '../../src/bench/questions';

export interface MeasureOptions {
  /** A software adapter then gives only the reason why there is nothing. */
  readonly needsReal: boolean;
  /** Ends one contender's thread, or all. */
  readonly end: (contender?: Contender, thread?: string) => void;
  /** Called after each part with all there is: what comes to grief later takes nothing of it along. */
  readonly onReport: (report: object) => void;
}

/** What a software adapter can do in the time, and what a GPU is measured at. */
const SIZES = {
  software: {
    batch: 1,
    steps: 1,
    rounds: 2,
    races: 1,
    queued: 2,
    copyBytes: 2 ** 25,
    ours: [256],
    stock: [256],
    jax: [256],
  },
  gpu: {
    batch: 128,
    steps: 4,
    rounds: 5,
    races: 2,
    queued: 20,
    copyBytes: 2 ** 28,
    ours: [1024, 2048, 4096],
    stock: [1024, 2048],
    jax: [1024, 2048, 4096],
  },
};
type Sizes = typeof SIZES.gpu;

const CAP_MS = 90_000;
const RACE_BUDGET_MS = 60_000;
const say = (text: string) => console.log(`  ${text}`);

/** What was measured so far; a part that failed or took too long has its reason under `reasons` instead. */
interface Parts {
  copyBytesPerSecond?: number;
  matmuls?: readonly Matmul[];
  queued?: { readonly steps: number; readonly msPerStep: number; readonly firstMs: number };
  share?: Ratio;
  kernels?: readonly KernelTime[];
  stockRace?: RaceResult;
  stockRaceAgain?: RaceResult;
  jaxRace?: RaceResult;
  torch?: TorchAnswer;
}

/** The whole bench on one adapter: first what is ours alone, then what compares it. */
export async function measure(ask: Ask, { needsReal, end, onReport }: MeasureOptions): Promise<void> {
  const adapter = await ask({ contender: 'ours', thread: 'bare' }, 'describeAdapter', undefined).catch(say);
  const name = adapter
    ? [adapter.vendor, adapter.architecture, adapter.description].join(' ').trim()
    : 'none';
  if (!adapter || (needsReal && adapter.isSoftware))
    return onReport({ reason: `no real adapter: Dawn in Node finds ${adapter ? `only ${name}` : 'none'}` });
  console.log(`\n== engine, Node ${process.version}, Dawn on ${name}`);
  console.log(JSON.stringify(adapter, null, 2));
  const sizes = adapter.isSoftware ? SIZES.software : SIZES.gpu;
  const parts: Parts = {};
  const reasons: Record<string, string> = {};
  for (const [part, contender, work] of partsOf(ask, sizes, parts, adapter)) {
    try {
      Object.assign(parts, { [part]: await within(CAP_MS, work()) });
    } catch (error) {
      reasons[part] = String(error);
      say(`${part}: ${reasons[part]}`);
      end(contender, 'steps'); // it may hang
    }
    onReport({
      date: new Date().toISOString(),
      adapter,
      ...parts,
      reasons,
      fields: fieldsOf(parts, reasons),
    });
  }
}

type Part = readonly [name: keyof Parts, contender: Contender, work: () => Promise<unknown>];

function partsOf(ask: Ask, sizes: Sizes, parts: Parts, { isSoftware }: AdapterReport): Part[] {
  const { batch, steps, rounds, queued, copyBytes } = sizes;
  const wanted = { batch, steps, rounds, budgetMs: RACE_BUDGET_MS, onAnswer: say };
  const raceStock = () => race(ask, { ...wanted, network: 'seed-cnn', contenders: ['stock', 'ours'] });
  const raceJax = () => race(ask, { ...wanted, network: 'narrow', batch: 2, contenders: ['jax', 'ours'] });
  return [
    ['copyBytesPerSecond', 'ours', () => timeCopy(ask, copyBytes)],
    [
      'matmuls',
      'stock',
      () => sweepMatmuls(ask, { ours: sizes.ours, stock: sizes.stock, jax: sizes.jax }, say),
    ],
    ['queued', 'ours', () => timeQueued(ask, batch, queued)],
    ['share', 'ours', () => timeShare(ask, sizes, parts.matmuls?.[0])],
    ['kernels', 'ours', () => kernelTable(ask, batch)],
    ['stockRace', 'stock', raceStock],
    ['jaxRace', 'jax', raceJax],
    ['torch', 'ours', async () => (isSoftware ? { reason: 'no GPU' } : runTorch(batch))],
    ...(sizes.races > 1 ? ([['stockRaceAgain', 'stock', raceStock]] satisfies Part[]) : []),
  ];
}

function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const cap = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ms / 1000} s`)), ms);
  });
  return Promise.race([work, cap]).finally(() => clearTimeout(timer));
}

async function timeCopy(ask: Ask, bytes: number): Promise<number> {
  const perSecond = await ask({ contender: 'ours', thread: 'bare' }, 'timeCopy', bytes);
  say(`copy ${(perSecond / 1e9).toFixed(1)} GB/s read and written`);
  return perSecond;
}

/** Steps one after another without a word in between, after the first, which makes the pipelines. */
async function timeQueued(ask: Ask, batch: number, steps: number): Promise<Parts['queued']> {
  const question = { network: 'seed-cnn', batch, backend: 'webgpu' } as const;
  const to = { contender: 'ours', thread: 'steps' } as const;
  const first = await ask(to, 'timeSteps', { ...question, steps: 1 });
  const { ms } = await ask(to, 'timeSteps', { ...question, steps });
  say(
    `ours, batch ${batch}: first step ${first.ms.toFixed(0)} ms; ${steps} queued, ${(ms / steps).toFixed(2)} ms each`,
  );
  return { steps, msPerStep: ms / steps, firstMs: first.ms };
}

async function timeShare(
  ask: Ask,
  { batch, queued, rounds }: Sizes,
  best: Matmul | undefined,
): Promise<Ratio> {
  if (!best) throw new Error('There is no product to compare with.');
  const share = await shareOfMatmul(ask, { network: 'seed-cnn', batch, steps: queued, rounds, best });
  say(`share of matmul ${share.median.toFixed(3)} (${share.least.toFixed(3)} to ${share.most.toFixed(3)})`);
  return share;
}

async function kernelTable(ask: Ask, batch: number): Promise<readonly KernelTime[]> {
  const kernels = await ask({ contender: 'ours', thread: 'kernels' }, 'timeKernels', { batch });
  if (!kernels) throw new Error('The adapter has no timestamps.');
  for (const { name, calls, ms } of kernels)
    say(`${ms.toFixed(3).padStart(10)} ms ${String(calls).padStart(3)} x ${name}`);
  return kernels;
}

interface TorchAnswer {
  readonly msPerStep?: number;
  readonly reason?: string;
}

/** PyTorch on the same card, right after; a JSON line on its output. */
function runTorch(batch: number): TorchAnswer {
  const script = fileURLToPath(new URL('torch_step.py', import.meta.url));
  const { stdout, stderr, error } = spawnSync('python3', [script, '--batch', String(batch)], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const line = stdout?.trim().split('\n').at(-1) ?? '';
  if (error || !line.startsWith('{'))
    return { reason: `PyTorch gave nothing: ${error?.message ?? stderr.trim().split('\n').at(-1)}` };
  say(`PyTorch: ${line}`);
  return JSON.parse(line) as TorchAnswer;
}

/** By the names of the engine's table; what is missing has its reason. */
function fieldsOf(parts: Parts, reasons: Readonly<Record<string, string>>): object {
  const { queued, share, matmuls, stockRace, stockRaceAgain, jaxRace, torch } = parts;
  const ratios = [stockRace, stockRaceAgain]
    .filter((one) => one !== undefined)
    .map((one) => ratioOf(one, 'stock', 'ours'));
  return {
    ...(ratios.length > 0
      ? { stockOverOurs: median(ratios.map((ratio) => ratio.median)), stockOverOursByRun: ratios }
      : { stockOverOursReason: reasons['stockRace'] }),
    ...(share
      ? {
          shareOfMatmul: share.median,
          shareOfMatmulSpread: [share.least, share.most],
          bestMatmul: matmuls?.[0],
        }
      : { shareOfMatmulReason: reasons['share'] }),
    ...(stockRace &&
      queued && { firstStepStockOverOurs: (stockRace.firstMs['stock'] ?? Number.NaN) / queued.firstMs }),
    ...(jaxRace
      ? { jaxOverOurs: ratioOf(jaxRace, 'jax', 'ours').median }
      : { jaxOverOursReason: reasons['jaxRace'] }),
    ...(torch?.msPerStep !== undefined && queued
      ? { oursOverTorch: queued.msPerStep / torch.msPerStep }
      : { oursOverTorchReason: torch?.reason ?? reasons['torch'] }),
  };
}
