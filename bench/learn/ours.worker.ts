// Thread in which our engine learns.
import { job, serve } from '../../src/rpc/serve';
import { learnWithOurs } from './ours';
import type { LearnApi } from './task';

serve<LearnApi>(self, { learn: job(({ task, backend }) => learnWithOurs(task, backend)) });
