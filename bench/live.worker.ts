// The live bench, in a thread as the camera's: the recogniser itself, over frames whose truth is known.
import { startBackend } from '../src/compute/backend';
import { Recognizer } from '../src/live/recognizer';
import { uploadWeights } from '../src/model/weights-file';
import { openDatabase } from '../src/storage/database';
import { measureFaces, measureScenes } from './live-faces';
import { measureGeometry } from './live-drawn';
import { countFalseFaces } from './live-no-face';
import { measurePhotos } from './live-photos';
import { importPhotos, measureSmiles } from './live-smiles';
import { measureReaction, measureStillness } from './live-time';

interface Question {
  readonly task: keyof typeof TASKS;
  readonly files: Readonly<{ weights: File[]; faces?: File; photos?: File }>;
  readonly count?: number;
}

const database = openDatabase('mien-live-bench');
const recognizer = new Recognizer(() => database);
let modelId = '';

const TASKS = {
  load: async ({ files }: Question) => {
    await startBackend({ backend: 'wasm' });
    const { card } = await uploadWeights({ files: files.weights }, { database: await database });
    modelId = card.id;
    await recognizer.load({ models: [{ modelId, weights: 'last' }], usesLivePrior: false });
    const { preset, accuracy, trained } = card;
    return { labels: card.labels, preset, accuracy, isDrawn: trained.isDrawn, epochs: trained.epochs };
  },
  faces: async ({ files, count = 0 }: Question) =>
    measureFaces(await faceFile(files), count, { recognizer, database: await database, modelId }),
  scenes: async ({ files, count = 0 }: Question) => measureScenes(await faceFile(files), count, recognizer),
  noFace: ({ count = 0 }: Question) => countFalseFaces(recognizer, count),
  geometry: ({ count = 0 }: Question) => measureGeometry(recognizer, count),
  still: async ({ files, count = 0 }: Question) => measureStillness(await faceFile(files), count, recognizer),
  reaction: async ({ files, count = 0 }: Question) =>
    measureReaction(await faceFile(files), count, recognizer),
  photos: async ({ files, count = 0 }: Question) => {
    if (!files.photos) throw new Error('no genki4k.zip');
    return measurePhotos(files.photos, count, recognizer);
  },
  importPhotos: async ({ files }: Question) => {
    if (!files.photos) throw new Error('no genki4k.zip');
    await startBackend({ backend: 'wasm' });
    return importPhotos(files.photos, await database);
  },
  smiles: async ({ files }: Question) => {
    if (!files.photos) throw new Error('no genki4k.zip');
    return measureSmiles(files.photos, { recognizer, database: await database });
  },
};

async function faceFile({ faces }: Question['files']): Promise<File> {
  if (!faces) throw new Error('no fer2013-images.zip');
  return faces;
}

addEventListener('message', async ({ data }: MessageEvent<Question>) => {
  try {
    postMessage({ answer: await TASKS[data.task](data) });
  } catch (error) {
    postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
