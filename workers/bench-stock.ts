// Thread that measures stock tfjs. Nothing of src/compute may be loaded here: its kernels would replace the stock ones.
import { countStockCalls, timeStockMatmuls, timeStockSteps } from '../src/bench/stock';
import type { ContenderApi } from '../src/rpc/contracts';
import { job, serve } from '../src/rpc/serve';

serve<ContenderApi>(self, {
  timeSteps: job(timeStockSteps),
  countCalls: job(countStockCalls),
  timeMatmuls: job(timeStockMatmuls),
});
