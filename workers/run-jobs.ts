import type { BackendInfo } from '../src/compute/backend';
import { job, jobWith } from '../src/rpc/serve';
import { type Database, sharedDatabase as database } from '../src/storage/database';
import { listRuns, removeRun, renameRun } from '../src/storage/run-store';
import { type ResumeRequest, trainModel, type TrainRequest } from '../src/train/fit-loop';
import { timeTraining } from '../src/train/trial';
import { askedOfTraining, askTraining } from '../src/train/training-asks';

type Tools = (asked: object) => Promise<{ backend: BackendInfo; database: Database }>;

export function runJobs(tools: Tools) {
  return {
    train: jobWith(async (asked: TrainRequest | ResumeRequest) => {
      const asks = askedOfTraining(); // at once: what is asked while the backend starts counts too
      return { ...(await tools(asked)), asks };
    }, trainModel),
    timeTraining: jobWith(tools, job(timeTraining)),
    askTraining: job(askTraining),
    listRuns: job(async () => listRuns(await database())),
    renameRun: job(async ({ id, name }: { id: string; name: string }) =>
      renameRun(await database(), id, name),
    ),
    removeRun: job(async ({ id }: { id: string }) => removeRun(await database(), id)),
  };
}
