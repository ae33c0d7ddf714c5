import { type Database, writeStrictly } from './database';

/** What was measured to be fastest on one adapter: names of ways by product. */
export type StoredTuning = Readonly<Record<string, string>>;

/** @param adapter the adapter's name, limits and the version of the kernels, in one line */
export async function readTuning(database: Database, adapter: string): Promise<StoredTuning | undefined> {
  return database.get('tunings', adapter);
}

/** @throws AppError storage/quota-full, storage/failed */
export async function writeTuning(database: Database, adapter: string, tuning: StoredTuning): Promise<void> {
  await writeStrictly(database, ['tunings'], ({ put }) => put('tunings', tuning, adapter));
}
