import { deleteDB } from 'idb';
import { EXPRESSIONS } from '../src/shared/labels';
import { FER2013_IMAGE, imageBytes } from '../src/shared/dataset';
import { openDatabase } from '../src/storage/database';
import { beginImport, imagesPerShard } from '../src/storage/dataset-store';
import { noise } from './ingest-best-store';

const IMAGES = 35_887;
const BYTES = imageBytes(FER2013_IMAGE);

/** 82.7 MB through the writer of datasets: strict, every shard read back and compared, and published. @returns ms */
export async function storeOurs(name: string): Promise<number> {
  await deleteDB(name);
  const database = await openDatabase(name);
  const perShard = imagesPerShard(FER2013_IMAGE);
  const pixels = noise(perShard * BYTES);
  const start = performance.now();
  const writer = await beginImport(database);
  for (let first = 0; first < IMAGES; first += perShard) {
    const images = Math.min(perShard, IMAGES - first);
    const shard = {
      pixels: pixels.slice(0, images * BYTES),
      labels: new Uint8Array(images).fill(first % 7),
      splits: new Uint8Array(images),
      origins: Array.from({ length: images }, (_, index) => first + index),
    };
    await writer.append(shard, shard.pixels.length);
  }
  for await (const _ of writer.verify());
  const manifest = await writer.publish({
    name: 'bench',
    kind: 'fer2013-csv',
    labels: EXPRESSIONS,
    image: FER2013_IMAGE,
    rejected: { total: 0, first: [] },
    splitSource: 'official',
    isDrawn: false,
  });
  const ms = performance.now() - start;
  if (manifest.images !== IMAGES) throw new Error(`Stored ${manifest.images} of ${IMAGES}.`);
  database.close();
  await deleteDB(name);
  return ms;
}
