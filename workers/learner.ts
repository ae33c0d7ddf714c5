// Thread of the network: describes, trains, evaluates, reads and writes weights files.
import { type BackendRequest, startBackend } from '../src/compute/backend';
import { evaluateModel } from '../src/evaluate/evaluate-model';
import { describeNetwork, describePresets } from '../src/model/presets';
import { downloadWeights, uploadWeights } from '../src/model/weights-file';
import type { LearnerApi } from '../src/rpc/contracts';
import { job, serve } from '../src/rpc/serve';
import { sharedDatabase } from '../src/storage/database';
import { listModels, removeModel } from '../src/storage/model-store';
import { trainModel } from '../src/train/fit-loop';

// Database and backend are opened by the jobs, not on load: what fails then fails where it has a name.
const tools = async (request: BackendRequest) => ({
  backend: await startBackend(request),
  database: await sharedDatabase(),
});

serve<LearnerApi>(self, {
  startBackend: job(startBackend),
  listPresets: job(({ labels, image }) => describePresets(labels, image)),
  describe: job(({ preset, labels, image }) => describeNetwork(preset, labels, image)),
  train: async function* (request, signal) {
    return yield* trainModel(request, await tools(request), signal);
  },
  evaluate: async function* (request, signal) {
    return yield* evaluateModel(request, (await tools(request)).database, signal);
  },
  listModels: job(async () => listModels(await sharedDatabase())),
  removeModel: job(async ({ id }) => removeModel(await sharedDatabase(), id)),
  download: job(async (request) =>
    downloadWeights((await tools(request)).database, request.modelId, request.weights),
  ),
  upload: job(async (request) => uploadWeights((await tools(request)).database, request.files)),
});
