import { diagnose } from '../src/data/doctor/diagnose';
import { lookForFaces } from '../src/data/doctor/look-for-faces';
import { FacePages } from '../src/data/face-pages';
import { readFaces } from '../src/data/face-sheet';
import { ReviewDesk } from '../src/data/review-desk';
import type { Handlers, ImporterApi } from '../src/rpc/contracts';
import { job, jobWith } from '../src/rpc/serve';
import type { Database } from '../src/storage/database';

/** The importer's jobs for looking at a stored dataset and leaving parts of it out. */
export function reviewJobs(database: () => Promise<Database>) {
  const [desk, pages] = [new ReviewDesk(database), new FacePages(database)];
  return {
    readFaces: job(async ({ id, split, perLabel }) => readFaces(await database(), id, split, perLabel)),
    indexFaces: job(({ id }) => desk.index(id)),
    readFacePage: job(({ id, indices }) => pages.read(id, indices)),
    diagnose: jobWith(database, diagnose),
    lookForFaces: jobWith(database, lookForFaces),
    readReview: job(({ id }) => desk.review(id)),
    changeExclusions: job(({ id, ...change }) => desk.change(id, change)),
    undoExclusions: job(({ id }) => desk.undo(id)),
    exportExclusions: job(({ id, format }) => desk.write(id, format)),
    applyExclusions: job(({ id, file }) => desk.apply(id, file)),
  } satisfies Partial<Handlers<ImporterApi>>;
}
