import {
  type DatasetKind,
  type DatasetManifest,
  type ImageSpec,
  type Split,
  type SplitDraw,
  SPLITS,
} from '../shared/dataset';
import { paced } from './paced';
import type { PictureChoice } from './picture-choice';
import type { Portion, ReadEnd, Reader } from './reader';
import { type ImportSource, nameOf, openReader, unlessAborted } from './recognise';
import { Rejections } from './rejections';
import { usualDraw } from './splits';

/** What an import would bring, as far as it is known. Nothing is stored, and no pixel is kept. */
export interface ImportPreview {
  readonly name: string; // for the dataset, unless the user knows a better one
  readonly kind: DatasetKind;
  readonly labels: readonly string[];
  readonly image: ImageSpec;
  /** counts[split][label], as the source has them; what has no split of its own counts as train. */
  readonly counts: Readonly<Record<Split, readonly number[]>>;
  readonly images: number;
  /** 'read': every row was read as the import reads it. 'listed': the files are there, and not opened yet. */
  readonly counted: 'read' | 'listed';
  readonly rejected: DatasetManifest['rejected'];
  readonly ignored: number; // files beside the dataset's own
  readonly splitSource: DatasetManifest['splitSource'];
  /** Names and folders tell different parts: PictureChoice.parts says which are meant. */
  readonly partsDisagree?: boolean;
  /** The parts an import draws, where the source lacks them. */
  readonly draw?: SplitDraw;
  readonly isTruncated: boolean;
  /** Rows, bad ones too, where the whole dataset is known to have another number of them. */
  readonly otherCount?: { readonly usual: number; readonly found: number };
  readonly doneBytes: number; // of the source
  readonly totalBytes: number;
}

export interface PreviewRequest extends ImportSource {
  readonly pictures: PictureChoice;
}

/**
 * Looks through what was chosen: reads text whole, because only its rows tell what is in it; of pictures the list of
 * files says enough. Yields what is known so far, at most ten times a second.
 *
 * @returns undefined when stopped
 * @throws AppError data/…, as an import of it would
 */
export async function* previewFiles(
  { pictures, ...source }: PreviewRequest,
  signal: AbortSignal,
): AsyncGenerator<ImportPreview, ImportPreview | undefined, void> {
  const reader = await openReader(source, pictures, signal).catch(unlessAborted(signal));
  if (!reader) return undefined;
  const look = new Look(reader, nameOf(source.name));
  return reader.listed ? look.listed(reader.listed) : yield* paced(look.readThrough(signal));
}

/** A reader being looked through. */
class Look {
  private readonly rejections = new Rejections();
  private readonly counts: Record<Split, number[]>;
  private images = 0;
  private doneBytes = 0;

  constructor(
    private readonly reader: Reader,
    private readonly name: string,
  ) {
    const zeros = () => reader.labels.map(() => 0);
    this.counts = { train: zeros(), validation: zeros(), test: zeros() };
  }

  /** @throws AppError data/no-images */
  listed({ samples, rejections, splitSource, partsDisagree }: NonNullable<Reader['listed']>): ImportPreview {
    this.rejections.add(rejections);
    for (const sample of samples) this.count(sample);
    const preview = this.finish({ splitSource, isTruncated: false }, 'listed');
    return partsDisagree ? { ...preview, partsDisagree } : preview;
  }

  async *readThrough(signal: AbortSignal): AsyncGenerator<ImportPreview, ImportPreview | undefined, void> {
    const portions = this.reader.read();
    try {
      for (;;) {
        if (signal.aborted) return undefined;
        const step = await portions.next();
        if (step.done) return this.finish(step.value, 'read');
        this.take(step.value);
        yield this.preview({ splitSource: 'seeded', isTruncated: false }, 'read');
      }
    } finally {
      await portions.return({ splitSource: 'seeded', isTruncated: false });
    }
  }

  private take({ samples, rejections, doneBytes, mostToCome }: Portion): void {
    for (const sample of samples) this.count(sample);
    this.doneBytes = doneBytes;
    this.rejections.add(rejections);
    this.rejections.judgeEarly(this.images, mostToCome);
  }

  private count({ split, label }: { readonly split: Split; readonly label: number }): void {
    const ofSplit = this.counts[split];
    ofSplit[label] = (ofSplit[label] ?? 0) + 1;
    this.images += 1;
  }

  private finish(end: ReadEnd, counted: ImportPreview['counted']): ImportPreview {
    this.rejections.judgeEnd(this.images, end.isTruncated, true);
    this.doneBytes = this.reader.totalBytes;
    const { usualImages: usual } = this.reader;
    const found = this.images + this.rejections.rows;
    const isOther = usual !== undefined && usual !== found;
    return { ...this.preview(end, counted), ...(isOther && { otherCount: { usual, found } }) };
  }

  private preview({ splitSource, isTruncated }: ReadEnd, counted: ImportPreview['counted']): ImportPreview {
    const { kind, labels, image, totalBytes, drawnSplits = ['validation'], ignored = 0 } = this.reader;
    const { total, first, byReason } = this.rejections;
    return {
      name: this.name,
      kind,
      labels,
      image,
      counts: copyOf(this.counts),
      images: this.images,
      counted,
      rejected: { total, first: [...first], byReason: Object.fromEntries(byReason) },
      ignored,
      splitSource,
      ...(isEmpty(this.counts.validation) && !isEmpty(this.counts.train) && { draw: usualDraw(drawnSplits) }),
      isTruncated,
      doneBytes: this.doneBytes,
      totalBytes,
    };
  }
}

function isEmpty(counts: readonly number[]): boolean {
  return counts.every((count) => count === 0);
}

function copyOf(counts: Readonly<Record<Split, readonly number[]>>): Record<Split, readonly number[]> {
  return Object.fromEntries(SPLITS.map((split) => [split, [...counts[split]]])) as Record<Split, number[]>; // fromEntries forgets the keys' type
}
