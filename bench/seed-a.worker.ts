// The Seed CNN over the same pictures, in the same order, from the same first weights: by our engine or by stock tfjs.
import { importFiles } from '../src/data/import-dataset';
import { loadSplit, stratifiedSubset, takeSamples } from '../src/data/samples';
import type { DatasetManifest, Split } from '../src/shared/dataset';
import { type Database, openDatabase } from '../src/storage/database';
import { listDatasets } from '../src/storage/dataset-store';
import { trainOurs } from './seed-a-ours';
import { trainStock } from './seed-a-stock';
import type { EpochScores, SeedJob } from './seed-a-job';

interface Question {
  readonly task: 'store' | 'ours' | 'stock';
  readonly file: File;
  readonly images: number; // a fifth of them to validate
  readonly batch: number;
  readonly epochs: number;
}

const SEED = 1;
const VALIDATION_PERCENT = 20;

async function answer(question: Question): Promise<EpochScores[] | { images: number }> {
  const database = await openDatabase('mien-seed-a');
  if (question.task === 'store') return { images: (await store(database, question.file))?.images ?? 0 };
  const job = await jobOf(database, question);
  const report = (line: string) => postMessage({ line: `  ${question.task}: ${line}` });
  return question.task === 'ours' ? trainOurs(job, report) : trainStock(job, report);
}

/** Every picture's part is drawn anew: four fifths of each label to train on. */
async function store(database: Database, file: File): Promise<DatasetManifest | undefined> {
  const splits = { seed: SEED, validationPercent: VALIDATION_PERCENT, testPercent: 0 };
  const request = { name: file.name, files: [{ path: file.name, file }], acceptTruncated: false, splits };
  const steps = importFiles(request, database, new AbortController().signal);
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

async function jobOf(database: Database, { images, batch, epochs }: Question): Promise<SeedJob> {
  const [manifest] = await listDatasets(database);
  if (!manifest) throw new Error('Nothing was stored.');
  const part = async (split: Split, count: number) => {
    const samples = await loadSplit(database, manifest.id, split);
    return takeSamples(samples, stratifiedSubset(samples.labels, count, SEED));
  };
  const validated = Math.round((images * VALIDATION_PERCENT) / 100);
  const train = await part('train', images - validated);
  const validation = await part('validation', validated);
  return { train, validation, labels: manifest.labels, batch, epochs, seed: SEED };
}

addEventListener('message', async ({ data }: MessageEvent<Question>) => {
  try {
    postMessage({ answer: await answer(data) });
  } catch (error) {
    postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
