import { AppError, FATAL_CODES } from '../shared/errors';
import type { ParamsOf, ProgressOf, ResultOf } from './contracts';
import type { FromWorker, ToWorker } from './serve';

export interface CallOptions<Progress> {
  readonly onProgress?: (progress: Progress) => void;
  /** Aborting asks the job to stop; it then returns what it has, or throws what its contract says. */
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: Transferable[];
}

export interface Connection<Api> {
  call<Name extends keyof Api & string>(
    job: Name,
    params: ParamsOf<Api[Name]>,
    options?: CallOptions<ProgressOf<Api[Name]>>,
  ): Promise<ResultOf<Api[Name]>>;
  /** True once the worker is gone, whatever ended it: every later call rejects with internal/worker-crashed. */
  readonly isDead: boolean;
  /** Ends the worker; every call in flight rejects with internal/worker-crashed. */
  terminate(): void;
}

interface Waiting {
  onProgress?: ((progress: never) => void) | undefined;
  resolve(result: never): void;
  reject(error: AppError): void;
}

/** Page side of the wall. A worker that dies rejects every call in flight; one that cannot go on is ended. */
export function connect<Api>(worker: Worker, name: string): Connection<Api> {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let hasAnswered = false;
  let isDead = false; // its handlers catch everything: an error event means that the script did not load, or worse

  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    hasAnswered = true;
    const call = waiting.get(data.id);
    if (!call) return;
    if ('progress' in data) return call.onProgress?.(data.progress as never);
    waiting.delete(data.id);
    if ('result' in data) return call.resolve(data.result as never);
    call.reject(new AppError(data.failure.code, data.failure.details));
    if (FATAL_CODES.has(data.failure.code)) terminate();
  });
  // A script that threw says what; one that did not arrive says nothing, and has never answered.
  worker.addEventListener('error', (event) => {
    const isMissing = !hasAnswered && !('message' in event);
    end(isMissing ? 'internal/not-loaded' : 'internal/worker-crashed');
  });
  worker.addEventListener('messageerror', terminate);

  // Also after an error event: the thread lives on, and would go on working beside the one that replaces it.
  function end(code: 'internal/not-loaded' | 'internal/worker-crashed'): void {
    isDead = true;
    worker.terminate();
    for (const call of waiting.values()) call.reject(new AppError(code, { name }));
    waiting.clear();
  }

  function terminate(): void {
    end('internal/worker-crashed');
  }

  return {
    call(job, params, { onProgress, signal, transfer = [] } = {}) {
      const id = nextId;
      nextId += 1;
      const stop = () => worker.postMessage({ id, stop: true } satisfies ToWorker);
      return new Promise<never>((resolve, reject) => {
        if (isDead) return reject(new AppError('internal/worker-crashed', { name }));
        waiting.set(id, { onProgress, resolve, reject });
        worker.postMessage({ id, job, params } satisfies ToWorker, transfer);
        if (signal?.aborted) stop();
        signal?.addEventListener('abort', stop, { once: true });
      }).finally(() => signal?.removeEventListener('abort', stop));
    },
    get isDead() {
      return isDead;
    },
    terminate,
  };
}
