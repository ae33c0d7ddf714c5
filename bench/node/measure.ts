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
import type { AdapterReport } from '../../src/bench/questions';

type End = (contender?: Contender, thread?: string) => void;

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

const RACE_BUDGET_MS = 90_000;

const JAX_CAP_MS = 60_000;
const say = (text: string) => console.log(`  ${text}`);

/** The whole bench on one adapter. With `needsReal`, a software adapter gives only the reason why there is nothing. */
export async function measure(ask: Ask, end: End, { needsReal }: { needsReal: boolean }): Promise<object> {
  const bare = { contender: 'ours', thread: 'bare' } as const;
  let adapter: AdapterReport | undefined;
  try {
    adapter = await ask(bare, 'describeAdapter', undefined);
  } catch (error) {
    return { reason: `Dawn did not start: ${String(error)}` };
  }
  const name = adapter && [adapter.vendor, adapter.architecture, adapter.description].join(' ').trim();
  if (!adapter || (needsReal && adapter.isSoftware))
    return { reason: `no real adapter: Dawn in Node finds ${name ? `only ${name}` : 'none'}` };
  console.log(`\n== engine, Node ${process.version}, Dawn on ${name}`);
  console.log(JSON.stringify(adapter, null, 2));
  const sizes: Sizes = adapter.isSoftware ? SIZES.software : SIZES.gpu;
  const copyBytesPerSecond = await ask(bare, 'timeCopy', sizes.copyBytes);
  say(`copy ${(copyBytesPerSecond / 1e9).toFixed(1)} GB/s read and written`);
  const matmuls = await sweepMatmuls(ask, { ours: sizes.ours, stock: sizes.stock, jax: sizes.jax }, say);
  end('jax', 'steps');
  const steps = await raceSteps(ask, sizes);
  const [best] = matmuls;
  if (!best) return { reason: 'no product of two matrices came out right' };
  const { batch, queued } = sizes;
  const share = await shareOfMatmul(ask, {
    network: 'seed-cnn',
    batch,
    steps: queued,
    rounds: sizes.rounds,
    best,
  });
  say(`share of matmul ${share.median.toFixed(3)} (${share.least.toFixed(3)} to ${share.most.toFixed(3)})`);
  const kernels = await kernelTable(ask, sizes.batch);
  const jax = await raceJax(ask, end);
  const torch = adapter.isSoftware ? { reason: 'no GPU' } : runTorch(sizes.batch);
  return {
    date: new Date().toISOString(),
    adapter,
    copyBytesPerSecond,
    matmuls,
    ...steps,
    kernels,
    jax,
    torch,
    fields: fieldsOf({ steps, best, share, jax, torch }),
  };
}

interface Steps {
  readonly races: readonly RaceResult[];
  readonly queued: { readonly steps: number; readonly msPerStep: number };
}

/** On a GPU twice, for the spread between runs; and steps queued without a word in between. */
async function raceSteps(ask: Ask, { batch, steps, rounds, races, queued }: Sizes): Promise<Steps> {
  const wanted = {
    network: 'seed-cnn',
    batch,
    steps,
    rounds,
    budgetMs: RACE_BUDGET_MS,
    onAnswer: say,
  } as const;
  const contenders = ['stock', 'ours'] as const;
  const first = await race(ask, { ...wanted, contenders });
  const question = { network: 'seed-cnn', batch, steps: queued, backend: 'webgpu' } as const;
  const { ms } = await ask({ contender: 'ours', thread: 'steps' }, 'timeSteps', question);
  say(`${queued} queued steps, batch ${batch}: ${(ms / queued).toFixed(1)} ms per step`);
  const again = races > 1 ? [await race(ask, { ...wanted, contenders })] : [];
  return { races: [first, ...again], queued: { steps: queued, msPerStep: ms / queued } };
}

async function kernelTable(ask: Ask, batch: number) {
  const kernels = await ask({ contender: 'ours', thread: 'kernels' }, 'timeKernels', { batch });
  if (!kernels) say('no timestamps on this adapter');
  for (const { name, calls, ms } of kernels ?? [])
    say(`${ms.toFixed(3).padStart(10)} ms ${String(calls).padStart(3)} x ${name}`);
  return kernels ?? null;
}

async function raceJax(ask: Ask, end: End): Promise<{ race?: RaceResult; reason?: string }> {
  let timer: NodeJS.Timeout | undefined;
  const cap = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${JAX_CAP_MS / 1000} s`)), JAX_CAP_MS);
  });
  try {
    const wanted = {
      network: 'narrow',
      batch: 2,
      steps: 4,
      rounds: 5,
      budgetMs: JAX_CAP_MS / 2,
      onAnswer: say,
    } as const;
    return { race: await Promise.race([race(ask, { ...wanted, contenders: ['jax', 'ours'] }), cap]) };
  } catch (error) {
    end('jax', 'steps');
    const reason = `jax-js: ${String(error)}`;
    say(reason);
    return { reason };
  } finally {
    clearTimeout(timer);
  }
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

interface Measured {
  readonly steps: Steps;
  readonly best: Matmul;
  readonly share: Ratio;
  readonly jax: { readonly race?: RaceResult; readonly reason?: string };
  readonly torch: TorchAnswer;
}

/** By the names of the engine's table. */
function fieldsOf({ steps: { races, queued }, best, share, jax, torch }: Measured) {
  const ratios = races.map((one) => ratioOf(one, 'stock', 'ours'));
  const first = races[0]?.firstMs ?? {};
  return {
    stockOverOurs: median(ratios.map((ratio) => ratio.median)),
    stockOverOursByRun: ratios,
    firstStepStockOverOurs: (first['stock'] ?? Number.NaN) / (first['ours'] ?? Number.NaN),
    shareOfMatmul: share.median,
    shareOfMatmulSpread: [share.least, share.most],
    bestMatmul: best,
    ...(jax.race
      ? { jaxOverOurs: ratioOf(jax.race, 'jax', 'ours').median }
      : { jaxOverOursReason: jax.reason }),
    ...(torch.msPerStep === undefined
      ? { oursOverTorchReason: torch.reason }
      : { oursOverTorch: queued.msPerStep / torch.msPerStep }),
  };
}
