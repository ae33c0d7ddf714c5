import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Ask, Contender } from '../../src/bench/protocol';
import { connect, type Connection } from '../../src/rpc/connect';
import type { BenchApi } from '../../src/rpc/contracts';

interface Started {
  readonly child: ChildProcess;
  readonly connection: Promise<Connection<BenchApi>>;
}

export interface Contenders {
  readonly ask: Ask;
  /** Ends one, or all of them. */
  end(contender?: Contender, thread?: string): void;
}

/** Each starts with its first question. */
export function startContenders(): Contenders {
  const started = new Map<string, Started>();
  return {
    ask: async ({ contender, thread }, job, params) => {
      const key = `${contender} ${thread}`;
      const { connection } = started.get(key) ?? start(key, contender);
      return (await connection).call(job, params);
    },
    end: (contender, thread) => {
      for (const [key, { child }] of started) {
        if (contender !== undefined && key !== `${contender} ${thread}`) continue;
        child.kill();
        started.delete(key);
      }
    },
  };

  function start(key: string, contender: Contender): Started {
    // The advanced serialisation is structured cloning, as between threads.
    const child = fork(fileURLToPath(import.meta.url), ['--contender', contender], {
      serialization: 'advanced',
    });
    const entry = { child, connection: connected(child, key) };
    started.set(key, entry);
    return entry;
  }
}

async function connected(child: ChildProcess, key: string): Promise<Connection<BenchApi>> {
  const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (first !== 'ready') throw new Error(`${key} did not start (${String(first)}).`);
  return connect<BenchApi>(asWorker(child), key);
}

/** What the wall asks of a worker. */
function asWorker(child: ChildProcess): Worker {
  const events = { message: 'message', error: 'exit', messageerror: 'error' } as const;
  return {
    postMessage: (message: object) => void child.send(message),
    addEventListener: (type: keyof typeof events, listener: (event: object) => void) =>
      void child.on(events[type], (data: unknown) => listener({ data, message: `ended: ${String(data)}` })),
    terminate: () => void child.kill(),
  } as unknown as Worker;
}
