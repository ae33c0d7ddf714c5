import type { TuningStore } from '../compute/plan/tuner';
import type { Database } from '../storage/database';
import { readTuning, writeTuning } from '../storage/tuning-store';

/** What was found out about adapters, in the database. */
export function storedTunings(database: Database): TuningStore {
  return {
    read: async (adapter) => readTuning(database, adapter),
    write: async (adapter, tuning) => writeTuning(database, adapter, tuning),
  };
}
