// What the learner's thread does with models: list them, take them away, write and read their files.
import { installBox } from '../src/model/box';
import { downloadWeights, uploadWeights } from '../src/model/weights-file';
import { job, jobWith } from '../src/rpc/serve';
import { type Database, sharedDatabase as database } from '../src/storage/database';
import { listModels, removeModel } from '../src/storage/model-store';

type Tools = (asked: object) => Promise<{ database: Database }>;

export function modelJobs(tools: Tools) {
  return {
    listModels: job(async () => listModels(await database())),
    removeModel: job(async ({ id }: { id: string }) => removeModel(await database(), id)),
    download: jobWith(tools, job(downloadWeights)),
    upload: jobWith(tools, job(uploadWeights)),
    installBox: jobWith(tools, job(installBox)),
  };
}
