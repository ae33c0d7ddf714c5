import { type Database, type ImportIntent, sharedDatabase } from './database';
import { cleanUpImports, removeOnceDead } from './dataset-store';
import { cleanUpRuns } from './run-store';

let cleanUp: Promise<unknown> | undefined; // once per start: what dead tabs left takes room
const cutOff: ImportIntent[] = []; // removed, and nobody was told yet

/** This thread's connection, rid of what imports and runs of dead tabs left behind. */
export async function cleanDatabase(): Promise<Database> {
  const opened = await sharedDatabase();
  cleanUp ??= Promise.all([noteCutOff(opened), cleanUpRuns(opened)]);
  // What is left behind harms nobody: the next call tries again, and this one goes on.
  await cleanUp.catch(() => (cleanUp = undefined));
  return opened;
}

async function noteCutOff(database: Database): Promise<void> {
  cutOff.push(...(await cleanUpImports(database)));
}

/**
 * The imports that did not reach their end, as their leftovers are removed here; each is told of once. Ends when those have
 * ended that were under way: a tab that is reloaded lives on for a moment, and another tab may die later.
 */
export async function* cutOffImports(): AsyncGenerator<ImportIntent, void, void> {
  const database = await cleanDatabase();
  yield* cutOff.splice(0);
  for (const id of await database.getAllKeys('imports')) {
    const intent = await removeOnceDead(database, id);
    if (intent) yield intent;
  }
}
