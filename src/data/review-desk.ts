import type { Diagnosis } from '../shared/diagnosis';
import { type ExcludedPart, excludedAfter, type Exclusions } from '../shared/exclusions';
import type { Database } from '../storage/database';
import {
  addExclusionStep,
  type CountPictures,
  readDiagnosis,
  readExclusions,
  undoExclusionStep,
} from '../storage/dataset-review';
import { getDataset } from '../storage/dataset-store';
import { type ListFormat, readExclusionList, writeExclusionList } from './exclusion-list';
import { countFaces, type FaceIndex, indexFaces } from './face-index';

export interface Review {
  readonly diagnosis: Diagnosis | undefined;
  readonly exclusions: Exclusions | undefined;
}

/** What the user wants left out, and what taken in again. */
export interface ExclusionChange {
  readonly excluded: readonly ExcludedPart[];
  readonly readmitted: Uint32Array<ArrayBuffer>;
}

const NONE = new Uint32Array();
/** Above that a file is no list of ours: 200,000 pictures with long paths. */
const LONGEST_LIST = 64 * 1024 * 1024; // bytes

/** Leaving pictures out of datasets, and the lists of it. Keeps the index of the dataset in hand. */
export class ReviewDesk {
  private indexed: { readonly id: string; readonly index: Promise<FaceIndex> } | undefined;

  constructor(private readonly database: () => Promise<Database>) {}

  async review(id: string): Promise<Review> {
    const database = await this.database();
    const [diagnosis, exclusions] = await Promise.all([
      readDiagnosis(database, id),
      readExclusions(database, id),
    ]);
    return { diagnosis, exclusions };
  }

  /** @throws AppError storage/missing, storage/damaged */
  index(id: string): Promise<FaceIndex> {
    if (this.indexed?.id === id) return this.indexed.index;
    const index = this.database().then((database) => indexFaces(database, id));
    this.indexed = { id, index };
    index.catch(() => (this.indexed = undefined));
    return index;
  }

  /** @throws AppError storage/… */
  async change(id: string, { excluded, readmitted }: ExclusionChange): Promise<Exclusions> {
    const step = { excluded, readmitted, atMs: Date.now() };
    return addExclusionStep(await this.database(), id, step, await this.counter(id));
  }

  /** @throws AppError storage/… */
  async undo(id: string): Promise<Exclusions> {
    return undoExclusionStep(await this.database(), id, await this.counter(id));
  }

  async write(id: string, format: ListFormat): Promise<File> {
    const database = await this.database();
    const [manifest, { exclusions }] = await Promise.all([getDataset(database, id), this.review(id)]);
    const text = writeExclusionList(
      format,
      manifest,
      await this.index(id),
      excludedAfter(exclusions?.steps ?? []),
    );
    const type = format === 'json' ? 'application/json' : 'text/csv';
    return new File([text], `${manifest.name}-exclusions.${format}`, { type });
  }

  /** @throws AppError data/…-exclusion…, storage/… */
  async apply(id: string, file: File): Promise<Exclusions> {
    const manifest = await getDataset(await this.database(), id);
    const text = file.size > LONGEST_LIST ? '' : await file.text();
    const excluded = readExclusionList(text, file.name, manifest, await this.index(id));
    return this.change(id, { excluded, readmitted: NONE });
  }

  private async counter(id: string): Promise<CountPictures> {
    const manifest = await getDataset(await this.database(), id);
    const index = await this.index(id);
    return (indices) => countFaces(manifest, index, indices);
  }
}
