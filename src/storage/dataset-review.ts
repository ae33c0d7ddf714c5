import type { Diagnosis } from '../shared/diagnosis';
import { effectiveStep, excludedAfter, type Exclusions, type ExclusionStep } from '../shared/exclusions';
import { type Database, storageFailure, writeStrictly } from './database';
import { CATALOGUE_LOCK, getDataset } from './dataset-store';

// What was found in a stored dataset and what is left out of it: both lie beside the dataset and go with it.

/**
 * Stores what the doctor found, beside what was found before; a dataset that was removed meanwhile gets nothing.
 *
 * @throws AppError storage/…; what was stored before stays
 */
export function changeDiagnosis(
  database: Database,
  id: string,
  change: (before: Diagnosis | undefined) => Diagnosis,
): Promise<Diagnosis> {
  return whileItStays(database, id, async () => {
    const diagnosis = change(await readDiagnosis(database, id));
    await writeStrictly(database, ['diagnoses'], (writes) => writes.put('diagnoses', diagnosis, id));
    return diagnosis;
  });
}

/** @returns undefined where nobody looked yet */
export async function readDiagnosis(database: Database, id: string): Promise<Diagnosis | undefined> {
  return database.get('diagnoses', id).catch(storageRejection);
}

/** @returns undefined where nothing was ever left out */
export async function readExclusions(database: Database, id: string): Promise<Exclusions | undefined> {
  return database.get('exclusions', id).catch(storageRejection);
}

/** How many of some pictures there are, [split][label]. */
export type CountPictures = (indices: Iterable<number>) => Exclusions['counts'];

/**
 * Adds a step to what is left out, as far as it changes anything.
 *
 * @throws AppError storage/missing, storage/quota-full, storage/failed; what was stored before stays
 */
export function addExclusionStep(
  database: Database,
  id: string,
  step: ExclusionStep,
  count: CountPictures,
): Promise<Exclusions> {
  return changeSteps(database, id, count, (steps) => {
    const effective = effectiveStep(step, excludedAfter(steps));
    return effective ? [...steps, effective] : steps;
  });
}

/** Takes the last step back; without one nothing happens. @throws as addExclusionStep */
export function undoExclusionStep(database: Database, id: string, count: CountPictures): Promise<Exclusions> {
  return changeSteps(database, id, count, (steps) => steps.slice(0, -1));
}

function changeSteps(
  database: Database,
  id: string,
  count: CountPictures,
  change: (steps: readonly ExclusionStep[]) => readonly ExclusionStep[],
): Promise<Exclusions> {
  return whileItStays(database, id, async () => {
    const steps = change((await readExclusions(database, id))?.steps ?? []);
    const exclusions = { steps, counts: count(excludedAfter(steps).keys()) };
    await writeStrictly(database, ['exclusions'], (writes) => writes.put('exclusions', exclusions, id));
    return exclusions;
  });
}

/** One writer at a time, and none for a dataset that was removed, in whichever tab. @throws AppError storage/missing */
function whileItStays<Result>(database: Database, id: string, work: () => Promise<Result>): Promise<Result> {
  return navigator.locks.request(CATALOGUE_LOCK, async () => {
    await getDataset(database, id);
    return work();
  });
}

function storageRejection(error: unknown): never {
  throw storageFailure(error);
}
