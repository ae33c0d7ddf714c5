import { type Failure, toFailure } from '../shared/errors';
import type { Handlers } from './contracts';

export type ToWorker = { id: number; job: string; params: unknown } | { id: number; stop: true };
export type FromWorker =
  { id: number; progress: unknown } | { id: number; result: unknown } | { id: number; failure: Failure };

/** The part of Worker, MessagePort and DedicatedWorkerGlobalScope that the wall needs. */
export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** Worker side of the wall: runs each requested job as a generator, any number at a time. */
export function serve<Api>(port: Port, handlers: Handlers<Api>): void {
  const running = new Map<number, AbortController>();
  port.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
    if ('stop' in data) running.get(data.id)?.abort();
    else void run(data.id, handlers[data.job as keyof Api], data.params);
  });

  async function run(id: number, handler: Handlers<Api>[keyof Api], params: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const steps = handler(params as never, controller.signal);
      for (;;) {
        const step = await steps.next();
        if (step.done) {
          port.postMessage({ id, result: step.value } satisfies FromWorker);
          return;
        }
        port.postMessage({ id, progress: step.value } satisfies FromWorker);
      }
    } catch (error) {
      const failure = toFailure(error);
      // A named failure is the page's to show; what nobody foresaw also keeps its stack here.
      if (failure.code === 'internal/unexpected') console.error(error);
      port.postMessage({ id, failure } satisfies FromWorker);
    } finally {
      running.delete(id);
    }
  }
}

/** A job without progress, from a plain function. */
export function job<Arguments extends unknown[], Result>(
  work: (...given: Arguments) => Result | Promise<Result>,
) {
  // oxlint-disable-next-line require-yield -- no progress is the point
  return async function* run(...given: Arguments): AsyncGenerator<never, Result, void> {
    return await work(...given);
  };
}

/** A job that needs tools, which are made ready inside it: what fails then is the job's failure. */
export function jobWith<Params, Tools, Progress, Result>(
  prepare: (params: Params) => Promise<Tools>,
  work: (params: Params, tools: Tools, signal: AbortSignal) => AsyncGenerator<Progress, Result, void>,
) {
  return async function* run(params: Params, signal: AbortSignal): AsyncGenerator<Progress, Result, void> {
    return yield* work(params, await prepare(params), signal);
  };
}
