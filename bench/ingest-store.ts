import { deleteDB } from 'idb';
import { EXPRESSIONS } from '../src/shared/labels';
import { FER2013_IMAGE, imageBytes, type Shard } from '../src/shared/dataset';
import { ShardPacker } from '../src/data/shard-packer';
import { openDatabase } from '../src/storage/database';
import { beginImport, imagesPerShard } from '../src/storage/dataset-writer';
import { noise } from './ingest-best-store';

const IMAGES = 35_887;
const BYTES = imageBytes(FER2013_IMAGE);

/** 82.7 MB through the writer of datasets: strict, every shard read back and compared, and published. @returns ms */
export async function storeOurs(name: string): Promise<number> {
  await deleteDB(name);
  const database = await openDatabase(name);
  const shards = [...fullShards()];
  const start = performance.now();
  const writer = await beginImport(database);
  for (const shard of shards) await writer.append(shard, shard.pixels.length);
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

/** Made before the clock starts, by the packer that imports use. */
function* fullShards(): Generator<Shard> {
  const perShard = imagesPerShard(FER2013_IMAGE);
  const packer = new ShardPacker(FER2013_IMAGE, perShard);
  const pixels = noise(perShard * BYTES);
  for (let image = 0; image < IMAGES; image += 1) {
    const start = (image % perShard) * BYTES;
    const sample = {
      pixels: pixels.subarray(start, start + BYTES),
      label: image % 7,
      split: 'train',
      origin: image,
    } as const;
    const shard = packer.add(sample);
    if (shard) yield shard;
  }
  const last = packer.finish();
  if (last) yield last;
}
