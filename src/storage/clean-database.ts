import { type Database, sharedDatabase } from './database';
import { cleanUpImports } from './dataset-store';

let cleanUp: Promise<unknown> | undefined; // once per start: what dead tabs left takes room

/** This thread's connection, rid of what imports of dead tabs left behind. */
export async function cleanDatabase(): Promise<Database> {
  const opened = await sharedDatabase();
  await (cleanUp ??= cleanUpImports(opened));
  return opened;
}
