// Thread in which stock tfjs learns.
import { job, serve } from '../../src/rpc/serve';
import { learnWithStock } from './stock';
import type { LearnApi } from './task';

serve<LearnApi>(self, { learn: job(({ task }) => learnWithStock(task)) });
