import { imageBytes, type ImageSpec, type Shard, SPLITS } from '../shared/dataset';
import type { Sample } from './reader';

/** Collects samples into shards of `capacity` pictures each. */
export class ShardPacker {
  private shard: Layout;
  private origins: (number | string)[] = [];
  private poses: Float32Array<ArrayBuffer> | undefined; // from the first sample that has one

  constructor(
    private readonly image: ImageSpec,
    private readonly capacity: number,
  ) {
    this.shard = layOut(capacity, imageBytes(image));
  }

  /** @returns the shard that this sample filled, if it did */
  add(sample: Sample): Shard | undefined {
    const place = this.origins.length;
    this.shard.pixels.set(sample.pixels, place * imageBytes(this.image));
    this.shard.labels[place] = sample.label;
    this.shard.splits[place] = SPLITS.indexOf(sample.split);
    if (sample.pose) {
      this.poses ??= new Float32Array(this.capacity * 3).fill(NaN);
      this.poses.set(sample.pose, place * 3);
    }
    this.origins.push(sample.origin);
    return this.origins.length === this.capacity ? this.take() : undefined;
  }

  /** @returns the last shard, which may be smaller; undefined when nothing is left */
  finish(): Shard | undefined {
    return this.origins.length > 0 ? this.take() : undefined;
  }

  private take(): Shard {
    const images = this.origins.length;
    const full = this.shard;
    const shard = images === this.capacity ? full : shortened(full, images, imageBytes(this.image));
    const poses = this.poses?.slice(0, images * 3);
    const taken = { ...shard, origins: this.origins, ...(poses && { poses }) };
    this.shard = layOut(this.capacity, imageBytes(this.image));
    this.origins = [];
    this.poses = undefined;
    return taken;
  }
}

type Layout = Pick<Shard, 'pixels' | 'labels' | 'splits'>;

/** All in one piece of memory, in the order of their checksum, which then needs no copy. */
function layOut(images: number, bytes: number): Layout {
  const memory = new ArrayBuffer(images * (bytes + 2));
  return {
    pixels: new Uint8Array(memory, 0, images * bytes),
    labels: new Uint8Array(memory, images * bytes, images),
    splits: new Uint8Array(memory, images * (bytes + 1), images),
  };
}

function shortened({ pixels, labels, splits }: Layout, images: number, bytes: number): Layout {
  const short = layOut(images, bytes);
  short.pixels.set(pixels.subarray(0, images * bytes));
  short.labels.set(labels.subarray(0, images));
  short.splits.set(splits.subarray(0, images));
  return short;
}
