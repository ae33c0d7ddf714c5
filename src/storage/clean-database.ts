import { type Database, sharedDatabase } from './database';
import { cleanUpImports } from './dataset-store';
import { cleanUpRuns } from './run-store';

let cleanUp: Promise<unknown> | undefined; // once per start: what dead tabs left takes room

/** This thread's connection, rid of what imports and runs of dead tabs left behind. */
export async function cleanDatabase(): Promise<Database> {
  const opened = await sharedDatabase();
  cleanUp ??= Promise.all([cleanUpImports(opened), cleanUpRuns(opened)]);
  // What is left behind harms nobody: the next call tries again, and this one goes on.
  await cleanUp.catch(() => (cleanUp = undefined));
  return opened;
}
