import {
  type Ask,
  type Contender,
  median,
  race,
  ratioOf,
  shareOfMatmul,
  sweepMatmuls,
} from '../../bench/protocol';
import type { AdapterReport, BenchNetwork, MatmulAnswer } from '../../bench/questions';

/** One engine on one network; only what was measured has a row. */
export interface BenchRow {
  readonly network: BenchNetwork;
  readonly engine: 'ours' | 'stock' | 'wasm';
  readonly batch: number;
  readonly msPerStep: number;
  readonly imagesPerSecond: number;
}

export interface BenchReport {
  readonly measuredAt: string;
  readonly browser: string;
  /** Absent: no WebGPU here. */
  readonly adapter: AdapterReport | undefined;
  readonly matmuls: readonly MatmulAnswer[];
  readonly rows: readonly BenchRow[];
  /** Stock over ours, by network, of the rounds' own ratios. */
  readonly stockOverOurs: Readonly<Partial<Record<BenchNetwork, number>>>;
  /** Of the Seed CNN's step: its rate over the best product's, 0..1. */
  readonly shareOfMatmul: number | undefined;
}

export const BENCH_STAGES = ['adapter', 'matmul', 'fast', 'seed-cnn', 'wasm'] as const;
export type BenchStage = (typeof BENCH_STAGES)[number];

interface BenchWish {
  /** Stock tfjs takes several times the memory. */
  readonly withStock: boolean;
  readonly browser: string;
  onStage(stage: BenchStage): void;
}

const ROUNDS = 3;
const BUDGET_MS = 60_000;

/** Everything the page measures, in order. A contender that fails ends it with its failure. */
export async function runBench(ask: Ask, wish: BenchWish): Promise<BenchReport> {
  const { withStock, browser, onStage } = wish;
  onStage('adapter');
  const adapter = await ask({ contender: 'ours', thread: 'bare' }, 'describeAdapter', undefined);
  const onGpu = adapter ? await measureGpu(ask, adapter.isSoftware, withStock, onStage) : NOTHING;
  onStage('wasm');
  const batch = adapter && !adapter.isSoftware ? 32 : 8;
  const wasm = [await timeWasm(ask, 'fast', batch), await timeWasm(ask, 'seed-cnn', batch)];
  return {
    measuredAt: new Date().toISOString(),
    browser,
    adapter,
    ...onGpu,
    rows: [...onGpu.rows, ...wasm],
  };
}

type GpuPart = Pick<BenchReport, 'matmuls' | 'rows' | 'stockOverOurs' | 'shareOfMatmul'>;

const NOTHING: GpuPart = { matmuls: [], rows: [], stockOverOurs: {}, shareOfMatmul: undefined };

async function measureGpu(
  ask: Ask,
  isSoftware: boolean,
  withStock: boolean,
  onStage: BenchWish['onStage'],
): Promise<GpuPart> {
  onStage('matmul');
  const size = isSoftware ? 256 : 1024;
  const matmuls = await sweepMatmuls(ask, { ours: [size], ...(withStock && { stock: [size] }) });
  const contenders: Contender[] = withStock ? ['stock', 'ours'] : ['ours'];
  const sizes = { steps: isSoftware ? 1 : 5, rounds: ROUNDS, budgetMs: BUDGET_MS, contenders };
  onStage('fast');
  const fast = await race(ask, { ...sizes, network: 'fast', batch: isSoftware ? 8 : 32 });
  onStage('seed-cnn');
  const seed = await race(ask, { ...sizes, network: 'seed-cnn', batch: isSoftware ? 1 : 32 });
  const [best] = matmuls;
  const share =
    best && (await shareOfMatmul(ask, { ...sizes, network: 'seed-cnn', batch: seed.batch, best }));
  return {
    matmuls,
    rows: [fast, seed].flatMap(({ network, batch, ms }) =>
      contenders.map((engine) =>
        rowOf(network, engine === 'stock' ? 'stock' : 'ours', batch, median(ms[engine] ?? [])),
      ),
    ),
    stockOverOurs: withStock
      ? { fast: ratioOf(fast, 'stock', 'ours').median, 'seed-cnn': ratioOf(seed, 'stock', 'ours').median }
      : {},
    shareOfMatmul: share?.median,
  };
}

async function timeWasm(ask: Ask, network: BenchNetwork, batch: number): Promise<BenchRow> {
  const question = { network, batch, steps: 1, backend: 'wasm' as const };
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const { ms } = await ask({ contender: 'ours', thread: 'wasm' }, 'timeSteps', question);
    if (round > 0) times.push(ms);
  }
  return rowOf(network, 'wasm', batch, median(times));
}

function rowOf(
  network: BenchNetwork,
  engine: BenchRow['engine'],
  batch: number,
  msPerStep: number,
): BenchRow {
  return { network, engine, batch, msPerStep, imagesPerSecond: (batch * 1000) / msPerStep };
}
