import { drawSample, importFiles } from '../src/data/import-dataset';
import type { ImporterApi } from '../src/rpc/contracts';
import { job, serve } from '../src/rpc/serve';
import { sharedDatabase } from '../src/storage/database';
import { cleanUpImports, listDatasets, removeDataset } from '../src/storage/dataset-store';
import { reviewJobs } from './review-jobs';

let cleanUp: Promise<unknown> | undefined; // once per start: what dead tabs left takes room
const database = async () => {
  const opened = await sharedDatabase();
  await (cleanUp ??= cleanUpImports(opened));
  return opened;
};
serve<ImporterApi>(self, {
  importFiles: async function* (request, signal) {
    return yield* importFiles(request, await database(), signal);
  },
  drawSample: async function* (request, signal) {
    return yield* drawSample(request, await database(), signal);
  },
  listDatasets: job(async () => listDatasets(await database())),
  removeDataset: job(async ({ id }) => removeDataset(await database(), id)),
  ...reviewJobs(database),
});
