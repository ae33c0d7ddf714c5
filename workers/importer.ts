import { augmentedFaces } from '../src/data/augmented-faces';
import { exportDataset } from '../src/data/export-dataset';
import { drawSample, importFiles, splitAgain } from '../src/data/import-dataset';
import { previewFiles } from '../src/data/preview';
import type { ImporterApi } from '../src/rpc/contracts';
import { job, jobWith, serve } from '../src/rpc/serve';
import { cleanDatabase as database, cutOffImports } from '../src/storage/clean-database';
import { listDatasets, removeDataset, renameDataset } from '../src/storage/dataset-store';
import { reviewJobs } from './review-jobs';

serve<ImporterApi>(self, {
  previewFiles,
  importFiles: jobWith(database, importFiles),
  drawSample: jobWith(database, drawSample),
  splitAgain: jobWith(database, splitAgain),
  exportDataset: jobWith(database, exportDataset),
  listDatasets: job(async () => listDatasets(await database())),
  cutOffImports,
  renameDataset: job(async ({ id, name }) => renameDataset(await database(), id, name)),
  removeDataset: job(async ({ id }) => removeDataset(await database(), id)),
  augmentFace: job(async (asked) => augmentedFaces(await database(), asked)),
  ...reviewJobs(database),
});
