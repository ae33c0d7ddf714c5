// How engines are compared: in turn, in one run; medians of ratios; rounds in which the machine was disturbed go out.
import type { BenchApi, ParamsOf, ResultOf } from '../rpc/contracts';
import { stepFlops } from './work';
import type { BenchNetwork, MatmulAnswer } from './questions';

export type Contender = 'ours' | 'stock' | 'jax';

/** Puts a question to a contender. Threads of one contender are told apart by `thread`; each keeps what it has made. */
export type Ask = <Job extends keyof BenchApi & string>(
  to: { readonly contender: Contender; readonly thread: string },
  job: Job,
  params: ParamsOf<BenchApi[Job]>,
) => Promise<ResultOf<BenchApi[Job]>>;

interface Race {
  readonly contenders: readonly Contender[];
  readonly network: BenchNetwork;
  readonly batch: number;
  /** Per contender and round, queued. */
  readonly steps: number;
  readonly rounds: number;
  /** No round begins after so long, but the second does. */
  readonly budgetMs: number;
  /** Said after every answer. */
  readonly onAnswer?: (text: string) => void;
}

export interface RaceResult {
  readonly network: BenchNetwork;
  readonly batch: number;
  /** Milliseconds per step, by contender, of the rounds that count. */
  readonly ms: Readonly<Record<string, readonly number[]>>;
  /** Until the first step was done, pipelines included, milliseconds. */
  readonly firstMs: Readonly<Record<string, number>>;
  readonly loss: Readonly<Record<string, number>>;
  readonly executor: Readonly<Record<string, string>>;
  /** Rounds in which an empty dispatch took 30 % longer or shorter than usual. */
  readonly discarded: number;
}

const MOST_DRIFT = 0.3;

/** One warm-up round, then the rounds; each asks every contender once. Disturbed rounds are run again, once each. */
export async function race(ask: Ask, wanted: Race): Promise<RaceResult> {
  const { contenders, network, batch, steps, rounds, budgetMs, onAnswer } = wanted;
  const started = performance.now();
  const [firstMs, loss, executor]: [Record<string, number>, Record<string, number>, Record<string, string>] =
    [{}, {}, {}];
  for (const contender of contenders) {
    const answer = await askSteps(contender, 1);
    firstMs[contender] = answer.ms;
    executor[contender] = answer.executor;
  }
  const run: { dispatchUs: number; ms: Record<string, number> }[] = [];
  const isDone = () => {
    if (run.length >= 2 && performance.now() - started > budgetMs) return true;
    return run.length >= rounds && (undisturbed(run).length >= rounds || run.length >= 2 * rounds);
  };
  while (!isDone()) {
    const dispatchUs = await ask({ contender: 'ours', thread: 'bare' }, 'timeEmptyDispatch', undefined);
    const ms: Record<string, number> = {};
    for (const contender of contenders) {
      const answer = await askSteps(contender, steps);
      ms[contender] = answer.ms / steps;
      loss[contender] = answer.loss;
    }
    run.push({ dispatchUs, ms });
  }
  const kept = undisturbed(run);
  // On a machine that is never quiet all count: the ratios still do, each within its round.
  const counted = kept.length * 2 >= rounds ? kept : run;
  return {
    network,
    batch,
    ms: Object.fromEntries(
      contenders.map((name) => [name, counted.map((round) => round.ms[name] ?? Number.NaN)]),
    ),
    firstMs,
    loss,
    executor,
    discarded: run.length - counted.length,
  };

  async function askSteps(contender: Contender, count: number) {
    const question = { network, batch, steps: count, backend: 'webgpu' as const };
    const answer = await ask({ contender, thread: 'steps' }, 'timeSteps', question);
    onAnswer?.(`${network}, batch ${batch}: ${contender} ${(answer.ms / count).toFixed(1)} ms per step`);
    return answer;
  }
}

function undisturbed<Round extends { readonly dispatchUs: number }>(rounds: readonly Round[]): Round[] {
  const usual = median(rounds.map(({ dispatchUs }) => dispatchUs));
  return rounds.filter(({ dispatchUs }) => Math.abs(dispatchUs / usual - 1) <= MOST_DRIFT);
}

export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Of the rounds' own ratios: what disturbs a round disturbs both of its sides. */
export function ratioOf({ ms }: Pick<RaceResult, 'ms'>, over: Contender, under: Contender): Ratio {
  const below = ms[under] ?? [];
  const ratios = (ms[over] ?? []).map((value, round) => value / (below[round] ?? Number.NaN));
  return spreadOf(ratios);
}

function spreadOf(values: readonly number[]): Ratio {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** Who multiplies how. */
export interface Matmul extends MatmulAnswer {
  readonly contender: Contender;
}

/** Of every contender and size, fastest first; one that fails has no figure, and its reason is said. */
export async function sweepMatmuls(
  ask: Ask,
  sizes: Readonly<Partial<Record<Contender, readonly number[]>>>,
  onAnswer?: (text: string) => void,
): Promise<Matmul[]> {
  const answers: Matmul[] = [];
  for (const [contender, wanted] of Object.entries(sizes) as [Contender, readonly number[]][]) {
    for (const size of wanted) {
      try {
        const found = await ask(multiplier(contender), 'timeMatmuls', { size });
        for (const answer of found) {
          answers.push({ ...answer, contender });
          onAnswer?.(`matmul ${size}: ${answer.name} ${answer.gflops.toFixed(1)} GFLOP/s`);
        }
      } catch (error) {
        onAnswer?.(`matmul ${size}: ${contender} failed: ${String(error)}`);
      }
    }
  }
  return answers.toSorted((one, other) => other.gflops - one.gflops);
}

function multiplier(contender: Contender) {
  return { contender, thread: contender === 'ours' ? 'bare' : 'steps' };
}

interface ShareQuestion {
  readonly network: BenchNetwork;
  readonly batch: number;
  /** Queued in every round. */
  readonly steps: number;
  readonly rounds: number;
  readonly best: Matmul;
}

/**
 * Which share of the best product's rate our whole step keeps, 0..1: both in turn, the ratio taken within each round,
 * because a busy machine slows both.
 */
export async function shareOfMatmul(ask: Ask, wanted: ShareQuestion): Promise<Ratio> {
  const { network, batch, steps, rounds, best } = wanted;
  const question = { network, batch, steps, backend: 'webgpu' as const };
  await ask({ contender: 'ours', thread: 'steps' }, 'timeSteps', { ...question, steps: 1 });
  const shares: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { ms } = await ask({ contender: 'ours', thread: 'steps' }, 'timeSteps', question);
    const [product] = await ask(multiplier(best.contender), 'timeMatmuls', {
      size: best.size,
      only: best.name,
    });
    if (product) shares.push((stepFlops(network, batch) * steps) / ms / 1e6 / product.gflops);
  }
  return spreadOf(shares);
}
