import type { DatasetKind, DatasetManifest, ImageSpec, Pose, Rejection, Split } from '../shared/dataset';

/** One labelled picture of a source. The pixels belong to whoever receives them. */
export interface Sample {
  readonly pixels: Uint8Array; // [height, width, channels]
  readonly label: number; // index into the reader's labels
  readonly split: Split;
  readonly origin: number | string; // row of the CSV, or path in the archive
  readonly pose?: Pose | undefined; // where the source tells it
}

/** Some more of a source, in its own order. */
export interface Portion {
  readonly samples: readonly Sample[];
  readonly rejections: readonly Rejection[];
  readonly doneBytes: number; // of the source
  /** No more than this many samples can follow: tells when a source with too many bad rows is hopeless. */
  readonly mostToCome: number;
}

/** What is only known at the end of a source. */
export interface ReadEnd {
  readonly splitSource: DatasetManifest['splitSource'];
  /** The last row stops in the middle and is among the rejections. */
  readonly isTruncated: boolean;
}

/**
 * What every format offers: one shape of reader, whatever the file looks like. A sample without a split of its
 * own says 'train'; the importer makes the splits that are missing.
 */
export interface Reader {
  readonly kind: DatasetKind;
  readonly labels: readonly string[];
  readonly image: ImageSpec;
  readonly isDrawn: boolean;
  readonly totalBytes: number; // 0 without a file
  readonly totalImages?: number; // where it is known beforehand
  /** Parts to be drawn from the training samples where there are none, a tenth each; validation without this. */
  readonly drawnSplits?: readonly Split[];
  /** What the source says of itself without being read: a list of its pictures. Without this, only reading tells. */
  readonly listed?: {
    readonly samples: readonly Pick<Sample, 'label' | 'split'>[];
    readonly rejections: readonly Rejection[];
    readonly splitSource: ReadEnd['splitSource'];
    /** Names and folders tell different parts, and PictureChoice.parts says which are meant. */
    readonly partsDisagree?: boolean;
  };
  /** How many the whole dataset is known to have, where its like has a known size. */
  readonly usualImages?: number;
  /** Files beside the dataset's own, which are not read. */
  readonly ignored?: number;
  /** Reads once, from the start. Returning early closes the source. */
  read(): AsyncGenerator<Portion, ReadEnd, void>;
}
