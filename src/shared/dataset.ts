import { EXPRESSIONS } from './labels';

/** The parts of a dataset. FER2013's Training, PublicTest and PrivateTest, in this order. */
export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Size of one picture. Pixels are 8 bits per channel, row by row, channels interleaved. */
export interface ImageSpec {
  readonly height: number; // px
  readonly width: number; // px
  readonly channels: 1 | 3; // grey, or RGB
}

export const FER2013_IMAGE: ImageSpec = { height: 48, width: 48, channels: 1 };

/** Bytes of one picture. */
export function imageBytes(image: ImageSpec): number {
  return image.height * image.width * image.channels;
}

export const DATASET_KINDS = ['fer2013-csv', 'image-folders', 'genki4k', 'photos', 'sample'] as const;
export type DatasetKind = (typeof DATASET_KINDS)[number];

/** Why one row or file was left out. Words are the page's business, in the user's language. */
export type RejectionReason =
  | 'pixel-count' // expected, found
  | 'pixel-value' // found: the text that is no whole number 0..255
  | 'label-unknown' // found
  | 'usage-unknown' // found
  | 'row-too-long' // expected: the limit in bytes
  | 'column-count' // expected, found
  | 'picture-unreadable'
  | 'picture-heic' // what phones of one maker take, and hardly a browser opens
  | 'picture-size' // expected, found: "48 x 48"
  | 'picture-bytes' // expected, found: bytes of the file
  | 'entry-damaged' // archive entry that fails its checksum or does not unpack
  | 'no-face'
  | 'several-faces' // found: how many
  | 'file-missing' // named by the source and not in it
  | 'name-unsafe' // file of an archive, absolute, outward or endless: not read, and no part of the dataset
  | 'poses-unreadable'; // found: the first row of the list of poses that cannot be read; the pictures stay

export interface Rejection {
  /** 1-based line of the file (the header is row 1), or the path inside the archive. */
  readonly at: { readonly row: number } | { readonly file: string };
  readonly reason: RejectionReason;
  readonly expected?: string;
  readonly found?: string;
}

/** Parts drawn from the samples of every label, by a seed; copies of one picture come to the same part. */
export interface SplitDraw {
  readonly seed: number;
  readonly validationPercent: number; // of the samples drawn from; the rest is train
  readonly testPercent: number;
}

/** How an import gives every sample its part: as the source has it (and what it lacks is drawn), or all drawn anew. */
export type SplitChoice = 'shipped' | SplitDraw;

/** Pictures with exactly the same pixels, as they are stored. */
export interface Findings {
  readonly exactDuplicates: number; // pictures that are copies of another: all of a group but one
  readonly acrossSplits: number; // validation and test pictures that an earlier split holds too
  readonly contradictory: number; // pictures of groups with more than one label
}

/** One stored piece of a dataset: a little less than 1 MiB of raw pixels. */
export interface ShardInfo {
  readonly images: number;
  readonly bytes: number;
  readonly sha256: string; // hex, over pixels, then labels, then splits
  readonly posesSha256?: string; // where there are poses; not in what the first version stored
}

/** What is known of a stored dataset without reading its pixels. */
export interface DatasetManifest {
  /** 32 hex digits of a SHA-256 over labels, image spec and shard hashes: the same content has the same id. */
  readonly id: string;
  readonly name: string;
  readonly kind: DatasetKind;
  readonly labels: readonly string[];
  readonly image: ImageSpec;
  /** counts[split][label]. */
  readonly counts: Readonly<Record<Split, readonly number[]>>;
  readonly images: number;
  readonly rejected: {
    readonly total: number;
    readonly first: readonly Rejection[]; // of each reason
    readonly byReason?: Readonly<Partial<Record<RejectionReason, number>>>; // not in what the first version stored
  };
  /** How samples came to their split: 'official' Usage or file name, 'folders', or 'seeded' where it was made up here. */
  readonly splitSource: 'official' | 'folders' | 'seeded';
  /** Where parts were drawn here; not in what the first version stored. */
  readonly splitDraw?: SplitDraw;
  readonly findings?: Findings; // not in what the first version stored
  /** True for the built-in drawn actors: no real face in it. */
  readonly isDrawn: boolean;
  readonly importedAtMs: number;
  readonly shards: readonly ShardInfo[];
  readonly formatVersion: 1;
}

/** One shard as stored. Sample i of shard n has dataset index shardStart(n) + i. */
export interface Shard {
  readonly pixels: Uint8Array<ArrayBuffer>; // [images, height, width, channels]
  readonly labels: Uint8Array<ArrayBuffer>; // [images], index into manifest.labels
  readonly splits: Uint8Array<ArrayBuffer>; // [images], index into SPLITS
  /** Where each sample came from: its row in the CSV, or its path in the archive. */
  readonly origins: readonly (number | string)[];
  /** [images, 3]: yaw, pitch and roll of the head in radians, where the source tells them. Under a checksum of their own. */
  readonly poses?: Float32Array<ArrayBuffer>;
}

/** How a head is turned, in radians. */
export type Pose = readonly [yaw: number, pitch: number, roll: number];

/** The pose of one picture of many. @param poses [images, 3] */
export function poseAt(poses: Float32Array | undefined, place: number): Pose | undefined {
  const [yaw, pitch, roll] = poses?.subarray(place * 3, place * 3 + 3) ?? [];
  return yaw === undefined || pitch === undefined || roll === undefined || Number.isNaN(yaw)
    ? undefined
    : [yaw, pitch, roll];
}

/** Whether a FER2013 CSV can hold a dataset: its pictures have that size, and its labels are expressions. */
export function fitsFer2013({ image, labels }: Pick<DatasetManifest, 'image' | 'labels'>): boolean {
  const { width, height, channels } = FER2013_IMAGE;
  const isSize = image.width === width && image.height === height && image.channels === channels;
  return isSize && labels.every((label) => (EXPRESSIONS as readonly string[]).includes(label));
}

/** Bytes that so many pictures take in storage, with their labels and splits. */
export function storedBytes(images: number, image: ImageSpec): number {
  return images * (imageBytes(image) + 2);
}

/**
 * Whether parts were drawn here, and the test part is still the source's own: only what it lacked was drawn. Drawn anew, a
 * dataset has no test part but the drawn one.
 */
export function keepsItsTest(dataset: Pick<DatasetManifest, 'counts' | 'splitDraw'>): boolean {
  return dataset.splitDraw?.testPercent === 0 && countOf(dataset, 'test') > 0;
}

/** Samples of one split or label, summed over the manifest's counts. */
export function countOf(manifest: Pick<DatasetManifest, 'counts'>, split: Split): number {
  return manifest.counts[split].reduce((sum, count) => sum + count, 0);
}
