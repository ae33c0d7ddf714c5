// Thread of the network: describes, trains, evaluates, reads and writes weights files.
import { startBackend } from '../src/compute/backend';
import { evaluateModel } from '../src/evaluate/evaluate-model';
import { describeNetwork, describePresets } from '../src/model/presets';
import type { LearnerApi } from '../src/rpc/contracts';
import { job, jobWith, serve } from '../src/rpc/serve';
import { sharedDatabase as database } from '../src/storage/database';
import { modelJobs } from './model-jobs';
import { runJobs } from './run-jobs';

// Opened by the jobs, not on load: what fails then fails where it has a name.
const tools = async (asked: object) => ({ backend: await startBackend(asked), database: await database() });
serve<LearnerApi>(self, {
  startBackend: job(startBackend),
  listPresets: job(({ task }) => describePresets(task)),
  describe: job(({ preset, task }) => describeNetwork(preset, task)),
  ...runJobs(tools),
  ...modelJobs(tools),
  evaluate: jobWith(tools, evaluateModel),
});
