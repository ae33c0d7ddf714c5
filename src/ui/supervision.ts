import type { ErrorCode } from '../shared/errors';

/** What ended a training that can go on from its last checkpoint. */
export interface Interruption {
  readonly kind: 'device-lost' | 'crashed' | 'hung';
  readonly atMs: number;
}

export type NextMove = { readonly kind: 'resume'; readonly afterMs: number } | { readonly kind: 'give-up' };

/**
 * What a failure interrupted; undefined: nothing that another worker would mend. Where there was a device and now is no
 * adapter, the browser is still locked out of it: the run waits instead of going on with something slower unasked.
 *
 * @param before the run's interruptions so far
 */
export function interruptionBy(
  code: ErrorCode,
  before: readonly Interruption[],
): Interruption['kind'] | undefined {
  if (code === 'compute/device-lost') return 'device-lost';
  if (code === 'internal/worker-crashed') return 'crashed';
  return code === 'compute/no-backend' && before.length > 0 ? 'device-lost' : undefined;
}

const MINUTE = 60_000;
/** After two crashes of its GPU process in quick succession Chromium gives no adapter for two minutes. */
const LOCK_OUT_MS = 125_000;
const MEMORY_MS = 10 * MINUTE;
const RESTARTS = 3;

/**
 * What to do after an interruption. A lost device: at once, then after the browser's lock-out, then give up. A worker that
 * died or hung: at once, three times in ten minutes.
 *
 * @param all every interruption of the run so far, the newest last
 */
export function nextMove(all: readonly Interruption[]): NextMove {
  const now = all.at(-1);
  if (!now) return { kind: 'give-up' };
  const recent = all.filter(({ atMs }) => now.atMs - atMs < MEMORY_MS);
  const losses = recent.filter(({ kind }) => kind === 'device-lost');
  if (now.kind !== 'device-lost') {
    return recent.length - losses.length > RESTARTS ? { kind: 'give-up' } : { kind: 'resume', afterMs: 0 };
  }
  if (losses.length > 2) return { kind: 'give-up' };
  const before = losses.at(-2);
  const isQuick = before !== undefined && now.atMs - before.atMs < 2 * MINUTE;
  return { kind: 'resume', afterMs: isQuick ? LOCK_OUT_MS : 0 };
}

const LEAST_PATIENCE_MS = 30_000;
const COMPILING_PATIENCE_MS = 5 * MINUTE; // nothing is said while kernels are compiled
const LOOK_EVERY_MS = 5000;
/** Between two looks more time than this passes only while the machine sleeps or the browser holds the page. */
const SLEPT_MS = 3 * LOOK_EVERY_MS;
/** Hidden pages may look only once a minute, while their workers go on. What is longer stood still. */
const WORTH_TELLING_MS = 2 * MINUTE;

/** Hears a worker's messages and notices when they stop. Time in which the page itself stood still does not count. */
export class Heartbeat {
  private readonly gaps: number[] = [];
  private heardMs: number;
  private lookedMs: number;
  private isCompiling = true;
  private hasValidated = false;
  private still = 0;

  constructor(private readonly now: () => number) {
    this.heardMs = now();
    this.lookedMs = this.heardMs;
  }

  hear(kind: string): void {
    const at = this.now();
    // What ends with the first step was that step too: where one takes minutes, the second may as well.
    if (!this.isCompiling || kind === 'step') this.gaps.push(at - this.heardMs);
    if (this.gaps.length > 50) this.gaps.shift();
    // The network that answers is compiled when it is first asked: after the first word about validation.
    const isFirstValidation = kind === 'validating' && !this.hasValidated;
    this.hasValidated ||= isFirstValidation;
    this.isCompiling = kind === 'preparing' || kind === 'run' || kind === 'rolled-back' || isFirstValidation;
    this.heardMs = at;
  }

  /** To be called every few seconds. @returns whether the worker counts as hung */
  isSilent(): boolean {
    const at = this.now();
    const gap = at - this.lookedMs;
    if (gap > SLEPT_MS) this.heardMs = at;
    if (gap > WORTH_TELLING_MS) this.still += gap;
    this.lookedMs = at;
    return at - this.heardMs > this.patienceMs();
  }

  /** How long the page stood still in all. */
  get heldMs(): number {
    return this.still;
  }

  private patienceMs(): number {
    const median = this.gaps.toSorted((one, other) => one - other)[this.gaps.length >> 1] ?? 0;
    return Math.max(this.isCompiling ? COMPILING_PATIENCE_MS : LEAST_PATIENCE_MS, 10 * median);
  }
}

/** Looks after a heartbeat until the returned function is called. */
export function watchHeartbeat(heartbeat: Heartbeat, onSilence: () => void): () => void {
  const timer = setInterval(() => {
    if (heartbeat.isSilent()) onSilence();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
