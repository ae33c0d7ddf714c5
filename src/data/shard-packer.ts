import { imageBytes, type ImageSpec, type Shard, SPLITS } from '../shared/dataset';
import type { Sample } from './reader';

/** Collects samples into shards of `capacity` pictures each. */
export class ShardPacker {
  private readonly pixels: Uint8Array<ArrayBuffer>;
  private labels: number[] = [];
  private splits: number[] = [];
  private origins: (number | string)[] = [];

  constructor(
    private readonly image: ImageSpec,
    private readonly capacity: number,
  ) {
    this.pixels = new Uint8Array(capacity * imageBytes(image));
  }

  /** @returns the shard that this sample filled, if it did */
  add(sample: Sample): Shard | undefined {
    this.pixels.set(sample.pixels, this.labels.length * imageBytes(this.image));
    this.labels.push(sample.label);
    this.splits.push(SPLITS.indexOf(sample.split));
    this.origins.push(sample.origin);
    return this.labels.length === this.capacity ? this.take() : undefined;
  }

  /** @returns the last shard, which may be smaller; undefined when nothing is left */
  finish(): Shard | undefined {
    return this.labels.length > 0 ? this.take() : undefined;
  }

  private take(): Shard {
    const shard = {
      pixels: this.pixels.slice(0, this.labels.length * imageBytes(this.image)),
      labels: Uint8Array.from(this.labels),
      splits: Uint8Array.from(this.splits),
      origins: this.origins,
    };
    this.labels = [];
    this.splits = [];
    this.origins = [];
    return shard;
  }
}
