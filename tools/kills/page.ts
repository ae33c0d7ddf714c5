/** What the harness can do in a tab: the importer worker as it ships, and a look at what is really stored. */
import { connect, type Connection } from '../../src/rpc/connect';
import type { ImporterApi } from '../../src/rpc/contracts';
import type { DatasetManifest } from '../../src/shared/dataset';
import { type Failure, toFailure } from '../../src/shared/errors';
import { type Database, openDatabase } from '../../src/storage/database';
import { compareInterrupted } from './resume';
import {
  countFlips,
  endRunsWorker,
  failureOfWork,
  inspectRun,
  isUpgradable,
  makeVersion1,
  work,
} from './runs';
import { readShard } from '../../src/storage/dataset-store';

const PIXELS = 2304;

export interface Inspection {
  readonly datasets: readonly { id: string; images: number; isSound: boolean }[];
  /** Records that belong to no visible dataset. */
  readonly leftOver: number;
}

let importer: Connection<ImporterApi> | undefined;

function startedImporter(): Connection<ImporterApi> {
  const start = () => new Worker(new URL('../../workers/importer.ts', import.meta.url), { type: 'module' });
  return (importer ??= connect<ImporterApi>(start(), 'importer'));
}

/** A CSV without Usage, so that the splits are drawn and written over. Rows of a seed are like those of no other. */
function csvOf({ rows, seed }: { rows: number; seed: number }): File {
  const pixels = Array.from({ length: PIXELS }, (_, at) => (at * 7 + seed) % 10).join(' ');
  const lines = Array.from(
    { length: rows },
    (_, row) => `${row % 7},${row % 256} ${seed % 256} ${pixels.slice(4)}`,
  );
  return new File([['emotion,pixels', ...lines, ''].join('\n')], `${seed}.csv`);
}

async function importFile(file: File): Promise<{ id: string } | { failure: Failure }> {
  const request = { name: file.name, files: [{ path: file.name, file }], acceptTruncated: false };
  try {
    const manifest = await startedImporter().call('importFiles', request);
    return { id: manifest?.id ?? '' };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}

/** As after every start: the first question cleans up what the dead have left. */
async function inspect(): Promise<Inspection> {
  const manifests = await startedImporter().call('listDatasets', undefined);
  const database = await openDatabase();
  try {
    const datasets = await Promise.all(manifests.map((manifest) => look(database, manifest)));
    const shards = manifests.reduce((sum, manifest) => sum + manifest.shards.length, 0);
    const [storedShards, imports, links] = await Promise.all(
      (['shards', 'imports', 'datasetShards'] as const).map((store) => database.count(store)),
    );
    const surplus = [(storedShards ?? 0) - shards, imports ?? 0, (links ?? 0) - manifests.length];
    return { datasets, leftOver: surplus.reduce((sum, count) => sum + Math.max(0, count), 0) };
  } finally {
    database.close();
  }
}

async function look(database: Database, manifest: DatasetManifest) {
  let isSound = true;
  for (const number of manifest.shards.keys())
    isSound &&= await readShard(database, manifest, number).then(
      () => true,
      () => false,
    );
  return { id: manifest.id, images: manifest.images, isSound };
}

/** Takes a stored dataset's first shard away, as a failing disk would. */
async function damage(id: string): Promise<void> {
  const database = await openDatabase();
  const importId = await database.get('datasetShards', id);
  if (importId !== undefined) await database.delete('shards', [importId, 0]);
  database.close();
}

/** The locks of imports that still run, or whose thread is not quite dead. */
async function importLocks(): Promise<number> {
  const { held = [] } = await navigator.locks.query();
  return held.filter(({ name }) => name?.startsWith('mien-')).length;
}

const harness = {
  importRows: (made: { rows: number; seed: number }) => importFile(csvOf(made)),
  importChosen: () => importFile(document.querySelector('input')?.files?.[0] ?? new File([], 'nothing')),
  remove: (id: string) => startedImporter().call('removeDataset', { id }),
  inspect,
  damage,
  importLocks,
  work,
  failureOfWork,
  inspectRun,
  makeVersion1,
  isUpgradable,
  compareInterrupted,
  countFlips,
  endWorker: () => {
    importer?.terminate();
    importer = undefined;
    endRunsWorker();
  },
};
export type Harness = typeof harness;

declare global {
  // oxlint-disable-next-line no-var -- the only way to name a property of the global object
  var harness: Harness;
}
globalThis.harness = harness;
