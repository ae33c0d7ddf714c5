import type { Ask, Contender } from '../../bench/protocol';
import { connect, type Connection } from '../../rpc/connect';
import type { BenchApi } from '../../rpc/contracts';

export interface BenchThreads {
  readonly ask: Ask;
  /** Ends all of them: every question that waits is answered with internal/worker-crashed. */
  end(): void;
}

/** Each thread starts with its first question. */
export function startThreads(): BenchThreads {
  const threads = new Map<string, Connection<BenchApi>>();
  return {
    ask: ({ contender, thread }, job, params) => {
      const key = `${contender} ${thread}`;
      const connection = threads.get(key) ?? connect<BenchApi>(startWorker(contender), key);
      threads.set(key, connection);
      return connection.call(job, params);
    },
    end: () => {
      for (const connection of threads.values()) connection.terminate();
    },
  };
}

function startWorker(contender: Contender): Worker {
  if (contender === 'stock')
    return new Worker(new URL('../../../workers/bench-stock.ts', import.meta.url), { type: 'module' });
  return new Worker(new URL('../../../workers/bench-ours.ts', import.meta.url), { type: 'module' });
}
