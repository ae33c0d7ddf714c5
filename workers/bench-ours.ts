// Thread that measures our engine, and the adapter it runs on.
import { describeAdapter, timeCopy, timeEmptyDispatch, timeMatmuls } from '../src/bench/bare-device';
import { countCalls, timeKernels, timeSteps } from '../src/bench/ours';
import type { BenchApi } from '../src/rpc/contracts';
import { job, serve } from '../src/rpc/serve';

serve<BenchApi>(self, {
  timeSteps: job(timeSteps),
  countCalls: job(countCalls),
  timeMatmuls: job(timeMatmuls),
  describeAdapter: job(describeAdapter),
  timeCopy: job(timeCopy),
  timeEmptyDispatch: job(timeEmptyDispatch),
  timeKernels: job(timeKernels),
});
