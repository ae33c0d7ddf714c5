import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../src/rpc/connect';
import type { Job } from '../../src/rpc/contracts';
import { job, serve } from '../../src/rpc/serve';
import { AppError } from '../../src/shared/errors';

interface CountingApi {
  count: Job<{ to: number }, number, string>;
  fail: Job<{ how: keyof typeof FAILURES }, never, void>;
  untilStopped: Job<undefined, 'waiting', string>;
}

const FAILURES = {
  named: new AppError('data/truncated', { rows: 5 }),
  unnamed: new TypeError('oops'),
  device: new AppError('compute/device-lost', { cause: 'unplugged' }),
  memory: new AppError('compute/out-of-memory'),
  detector: new AppError('faces/unavailable', { cause: 'no wasm' }),
};

const open: MessageChannel[] = [];
afterEach(() => {
  for (const { port1 } of open.splice(0)) port1.close();
});

/** Both sides of the wall over a real message channel. */
function wall() {
  return wallAndWorker().connection;
}

function wallAndWorker() {
  const channel = new MessageChannel();
  open.push(channel);
  serve<CountingApi>(channel.port1 as never, {
    async *count({ to }) {
      for (let number = 1; number <= to; number += 1) yield number;
      return `counted to ${to}`;
    },
    fail: job(({ how }) => {
      throw FAILURES[how];
    }),
    async *untilStopped(_, signal) {
      while (!signal.aborted) {
        yield 'waiting';
        await new Promise((resolve) => setTimeout(resolve));
      }
      return 'stopped';
    },
  });
  channel.port1.start();
  channel.port2.start();
  const worker = Object.assign(channel.port2, { terminate: vi.fn(() => channel.port2.close()) });
  return { connection: connect<CountingApi>(worker as never, 'counter'), worker };
}

describe('the wall', () => {
  it('carries progress in order, then the result', async () => {
    const seen: number[] = [];
    const result = await wall().call('count', { to: 3 }, { onProgress: (number) => seen.push(number) });
    expect(seen).toEqual([1, 2, 3]);
    expect(result).toBe('counted to 3');
  });

  it('keeps jobs that run at the same time apart', async () => {
    const connection = wall();
    expect(
      await Promise.all([connection.call('count', { to: 1 }), connection.call('count', { to: 2 })]),
    ).toEqual(['counted to 1', 'counted to 2']);
  });

  it('carries a named failure with its details', async () => {
    const failed = wall().call('fail', { how: 'named' });
    await expect(failed).rejects.toBeInstanceOf(AppError);
    await expect(failed).rejects.toMatchObject({ code: 'data/truncated', details: { rows: 5 } });
  });

  it('gives what nobody foresaw a name, and keeps its stack in the console', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(wall().call('fail', { how: 'unnamed' })).rejects.toMatchObject({
      code: 'internal/unexpected',
      details: { cause: 'TypeError: oops' },
    });
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
  });

  it('lets a signal stop a job, which still returns what it has', async () => {
    const stop = new AbortController();
    const result = wall().call('untilStopped', undefined, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(await result).toBe('stopped');
  });

  it('stops a job whose signal was aborted before it began', async () => {
    expect(await wall().call('untilStopped', undefined, { signal: AbortSignal.abort() })).toBe('stopped');
  });

  it('rejects every call in flight when the worker is ended', async () => {
    const connection = wall();
    const running = connection.call('untilStopped', undefined);
    connection.terminate();
    await expect(running).rejects.toMatchObject({
      code: 'internal/worker-crashed',
      details: { name: 'counter' },
    });
  });

  it('ends a worker that reports an error, which would otherwise go on beside the one that replaces it', async () => {
    const { connection, worker } = wallAndWorker();
    const running = connection.call('untilStopped', undefined);
    worker.dispatchEvent(Object.assign(new Event('error'), { message: 'oops' }) as never);
    await expect(running).rejects.toMatchObject({ code: 'internal/worker-crashed' });
    expect(worker.terminate).toHaveBeenCalled();
    expect(connection.isDead).toBe(true);
  });

  it('says that a script did not arrive, which is no crash, and has no words for it', async () => {
    const { connection, worker } = wallAndWorker();
    const running = connection.call('untilStopped', undefined);
    worker.dispatchEvent(new Event('error') as never);
    await expect(running).rejects.toMatchObject({
      code: 'internal/not-loaded',
      details: { name: 'counter' },
    });
    expect(connection.isDead).toBe(true);
  });

  it.each([
    ['device', 'compute/device-lost'],
    ['memory', 'compute/out-of-memory'],
    ['detector', 'faces/unavailable'],
  ] as const)('ends a worker that is of no more use (%s), after saying so', async (how, code) => {
    const { connection, worker } = wallAndWorker();
    const other = connection.call('untilStopped', undefined);
    await Promise.all([
      expect(connection.call('fail', { how })).rejects.toMatchObject({ code }),
      expect(other).rejects.toMatchObject({ code: 'internal/worker-crashed' }),
    ]);
    expect(worker.terminate).toHaveBeenCalled();
    expect(connection.isDead).toBe(true);
  });

  it('keeps a worker whose job failed for a reason of its own', async () => {
    const { connection, worker } = wallAndWorker();
    await expect(connection.call('fail', { how: 'named' })).rejects.toThrow('data/truncated');
    expect(worker.terminate).not.toHaveBeenCalled();
    expect(connection.isDead).toBe(false);
  });

  it('rejects every call after that at once', async () => {
    const connection = wall();
    connection.terminate();
    await expect(connection.call('count', { to: 1 })).rejects.toMatchObject({
      code: 'internal/worker-crashed',
    });
  });
});
