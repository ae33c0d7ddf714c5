import { createRequire } from 'node:module';
import type { BenchApi, ContenderApi } from '../../src/rpc/contracts';
import { job, serve, type Port } from '../../src/rpc/serve';

/** Answers the parent's questions for as long as there is one. The engine is loaded only after there is a GPU. */
export async function serveContender(name: string): Promise<void> {
  provideGpu();
  process.on('disconnect', () => process.exit(0));
  if (name === 'ours') await serveOurs();
  else if (name === 'stock') await serveStock();
  else if (name === 'jax') (await import('../jax')).serveJax(parent);
  else throw new Error(`There is no contender ${name}.`);
  process.send?.('ready');
}

const parent: Port = {
  postMessage: (message) => void process.send?.(message),
  addEventListener: (_type, listener) =>
    void process.on('message', (data) => listener({ data } as MessageEvent)), // all that the wall reads of it
};

/** What a browser has: navigator.gpu and the constants. */
function provideGpu(): void {
  // Beside this file; a native module, so it cannot be part of it.
  const { create, globals } = createRequire(import.meta.url)('./dawn.node') as {
    create: (options: string[]) => GPU;
    globals: object;
  };
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const navigator = { gpu, userAgent: `Node ${process.version}` };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

async function serveOurs(): Promise<void> {
  const bare = await import('../../src/bench/bare-device');
  const ours = await import('../../src/bench/ours');
  serve<BenchApi>(parent, {
    timeSteps: job(ours.timeSteps),
    countCalls: job(ours.countCalls),
    timeMatmuls: job(bare.timeMatmuls),
    describeAdapter: job(bare.describeAdapter),
    timeCopy: job(bare.timeCopy),
    timeEmptyDispatch: job(bare.timeEmptyDispatch),
    timeKernels: job(ours.timeKernels),
  });
}

async function serveStock(): Promise<void> {
  const stock = await import('../../src/bench/stock');
  serve<ContenderApi>(parent, {
    timeSteps: job(stock.timeStockSteps),
    countCalls: job(stock.countStockCalls),
    timeMatmuls: job(stock.timeStockMatmuls),
  });
}
