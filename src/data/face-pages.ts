import { type DatasetManifest, imageBytes, type Shard } from '../shared/dataset';
import type { Database } from '../storage/database';
import { getDataset, readShard } from '../storage/dataset-store';

/**
 * Shards kept between pages: filtered pages draw from all over the dataset, and all of FER2013 fits. Reading and
 * checking a shard takes some milliseconds, a page of copies can need fifty of them.
 */
const KEPT_SHARDS = 96; // a little less than 1 MiB each

/** The shards read last, of one dataset: the one that is being looked at. */
export class FacePages {
  private opened: { readonly id: string; readonly dataset: Promise<OpenDataset> } | undefined;

  constructor(private readonly database: () => Promise<Database>) {}

  /**
   * Some pictures, packed one after the other.
   *
   * @param indices into the dataset, in any order
   * @returns [indices, height, width, channels]
   * @throws AppError storage/missing, storage/damaged
   */
  async read(id: string, indices: Uint32Array): Promise<Uint8Array<ArrayBuffer>> {
    const dataset = await this.open(id);
    const { manifest } = dataset;
    const size = imageBytes(manifest.image);
    const pixels = new Uint8Array(indices.length * size);
    const places = placesByShard(manifest, indices);
    const read = Array.from(places, async ([number, members]) => {
      const shard = await dataset.shard(number);
      for (const { place, position } of members)
        pixels.set(shard.pixels.subarray(position * size, (position + 1) * size), place * size);
    });
    await Promise.all(read);
    return pixels;
  }

  private open(id: string): Promise<OpenDataset> {
    if (this.opened?.id === id) return this.opened.dataset;
    const dataset = this.database().then(
      async (database) => new OpenDataset(database, await getDataset(database, id)),
    );
    const opened = { id, dataset };
    this.opened = opened;
    dataset.catch(() => {
      if (this.opened === opened) this.opened = undefined;
    });
    return dataset;
  }
}

/** Shards are kept with their dataset: their numbers alone say nothing. */
class OpenDataset {
  private readonly shards = new Map<number, Promise<Shard>>();

  constructor(
    private readonly database: Database,
    readonly manifest: DatasetManifest,
  ) {}

  shard(number: number): Promise<Shard> {
    const shard = this.shards.get(number) ?? readShard(this.database, this.manifest, number);
    this.shards.delete(number); // to its end: the first is the one not used for longest
    this.shards.set(number, shard);
    shard.catch(() => this.shards.delete(number));
    const [oldest] = this.shards.keys();
    if (this.shards.size > KEPT_SHARDS && oldest !== undefined) this.shards.delete(oldest);
    return shard;
  }
}

interface Member {
  readonly place: number; // among the indices asked for
  readonly position: number; // in the shard
}

function placesByShard({ shards }: DatasetManifest, indices: Uint32Array): ReadonlyMap<number, Member[]> {
  const starts = [0];
  for (const { images } of shards) starts.push((starts.at(-1) ?? 0) + images);
  const places = new Map<number, Member[]>();
  for (const [place, index] of indices.entries()) {
    const number = starts.findLastIndex((start) => start <= index);
    if (number >= shards.length) continue; // beyond the last picture: stays black
    const member = { place, position: index - (starts[number] ?? 0) };
    const known = places.get(number);
    if (known) known.push(member);
    else places.set(number, [member]);
  }
  return places;
}
