/** Whether photos are sorted by smile as people sorted them: GENKI photos that the model in the box did not train on. */
import { importFiles } from '../src/data/import-dataset';
import { filesOfZip } from '../src/data/formats/zip-files';
import { storedSamples } from '../src/data/stored-samples';
import type { Recognizer } from '../src/live/recognizer';
import { installBox } from '../src/model/box';
import { type PhotoReading, readPhotos } from '../src/photos/read-photos';
import type { DatasetManifest } from '../src/shared/dataset';
import type { Database } from '../src/storage/database';
import { listDatasets } from '../src/storage/dataset-store';
import { listModels } from '../src/storage/model-store';

interface Tools {
  readonly recognizer: Recognizer;
  readonly database: Database;
}

export async function measureSmiles(zip: File, { recognizer, database }: Tools) {
  await installBox({ address: new URL('/models/', location.href).href }, { database });
  const card = (await listModels(database))
    .filter(({ source }) => source === 'box')
    .map(({ cards }) => cards.last)
    .find(({ labels }) => labels.includes('smile'));
  if (!card) return { reason: 'there is no smile model in the box' };
  // The same photos, cut the same way, fall into the same parts: what it trained on is known by the dataset's id.
  const manifest = (await listDatasets(database)).find(({ id }) => id === card.trained.datasetId);
  if (!manifest)
    return { reason: 'the smile model in the box was trained on other photos: which of these is not known' };
  const truth = await heldBack(database, manifest);
  await recognizer.load({ models: [{ modelId: card.id, weights: 'last' }], usesLivePrior: false });
  let agreed = 0;
  for await (const { readings } of readPhotos(await photosAt(zip, truth), recognizer, never))
    agreed += readings.filter((photo) => labelOf(photo, card.labels) === truth.get(photo.path)).length;
  return { photos: truth.size, smileAgreement: agreed / truth.size };
}

const never = new AbortController().signal;

/** Finds and cuts the faces, as the Data page does where nothing else is chosen. */
export async function importPhotos(zip: File, database: Database): Promise<DatasetManifest | undefined> {
  const request = { name: zip.name, files: [{ path: zip.name, file: zip }], acceptTruncated: false };
  const steps = importFiles(request, database, never);
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

/** The label of every photo of validation and test, by path. */
async function heldBack(database: Database, manifest: DatasetManifest): Promise<Map<string, string>> {
  const truth = new Map<string, string>();
  for await (const samples of storedSamples(database, manifest))
    for (const { origin, label, split } of samples)
      if (split !== 'train') truth.set(String(origin), manifest.labels[label] ?? '');
  return truth;
}

async function photosAt(zip: File, paths: ReadonlyMap<string, string>) {
  const entries = (await filesOfZip(zip)).filter(({ path }) => paths.has(path));
  return Promise.all(
    entries.map(async (entry) => ({ path: entry.path, file: new File([await entry.read()], entry.path) })),
  );
}

/** What is said of the largest face. */
function labelOf(photo: PhotoReading, labels: readonly string[]): string | undefined {
  const face = photo.kind === 'read' ? photo.faces[0] : undefined;
  return face && labels[face.answer.label];
}
