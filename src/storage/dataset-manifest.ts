import {
  type DatasetKind,
  type DatasetManifest,
  type Findings,
  type ImageSpec,
  type Shard,
  type ShardInfo,
  SPLITS,
  type Split,
  type SplitDraw,
} from '../shared/dataset';
import { sha256Hex } from '../shared/digest';

/** What the importer knows of a dataset; counts, hashes and the id are worked out from its shards. */
export interface DatasetDescription {
  readonly name: string;
  readonly kind: DatasetKind;
  readonly labels: readonly string[];
  readonly image: ImageSpec;
  readonly rejected: DatasetManifest['rejected'];
  readonly splitSource: DatasetManifest['splitSource'];
  readonly splitDraw?: SplitDraw;
  readonly isDrawn: boolean;
  readonly findings?: Findings;
}

/** What is kept of a shard once it is on disk. */
export interface WrittenShard {
  readonly info: ShardInfo;
  readonly labels: Uint8Array;
  readonly splits: Uint8Array;
}

/** @param hashes of the shard, which on disk is the same byte by byte */
export function writtenShard(
  { pixels, labels, splits }: Shard,
  { sha256, posesSha256 }: { readonly sha256: string; readonly posesSha256: string | undefined },
): WrittenShard {
  return {
    info: { images: labels.length, bytes: pixels.length, sha256, ...(posesSha256 && { posesSha256 }) },
    labels: labels.slice(), // a view of them would keep the pixels in memory
    splits: splits.slice(),
  };
}

/** The manifest of shards that were written and read back. */
export async function describeDataset(
  description: DatasetDescription,
  written: readonly WrittenShard[],
): Promise<DatasetManifest> {
  const shards = written.map(({ info }) => info);
  return {
    ...description,
    id: await contentId(description, shards),
    counts: countSamples(written, description.labels.length),
    images: shards.reduce((sum, { images }) => sum + images, 0),
    importedAtMs: Date.now(),
    shards,
    formatVersion: 1,
  };
}

/** The same labels, picture size and samples in the same order have the same id. */
async function contentId(
  { labels, image }: DatasetDescription,
  shards: readonly ShardInfo[],
): Promise<string> {
  const { height, width, channels } = image;
  const content = [labels, [height, width, channels], shards.map(({ sha256 }) => sha256)];
  return (await sha256Hex(new TextEncoder().encode(JSON.stringify(content)))).slice(0, 32);
}

function countSamples(shards: readonly WrittenShard[], labelCount: number): Record<Split, number[]> {
  const zeros = () => Array.from({ length: labelCount }, () => 0);
  const counts: Record<Split, number[]> = { train: zeros(), validation: zeros(), test: zeros() };
  for (const { labels, splits } of shards) {
    for (const [index, label] of labels.entries()) {
      const ofSplit = counts[SPLITS[splits[index] ?? 0] ?? 'train'];
      ofSplit[label] = (ofSplit[label] ?? 0) + 1;
    }
  }
  return counts;
}
