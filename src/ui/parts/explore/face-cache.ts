import type { ImageSpec } from '../../../shared/dataset';
import { imageBytes } from '../../../shared/dataset';

const PAGE_BYTES = 512 * 1024;
const MOST_PER_PAGE = 256;
const KEPT_PAGES = 48;

/** Reads some pictures, packed. */
export type ReadFacePage = (indices: Uint32Array) => Promise<Uint8Array>;

/**
 * The pixels of a list of faces, read page by page as they come into view. One page is on its way at a time and the
 * latest wish comes first, so that a fast scroll skips what it flies over.
 */
export class FaceCache {
  private readonly perPage: number;
  private readonly size: number;
  private readonly pages = new Map<number, Uint8Array>();
  private wanted: readonly number[] = [];
  private isReading = false;
  private isClosed = false;

  constructor(
    readonly indices: Uint32Array,
    image: ImageSpec,
    private readonly read: ReadFacePage,
    private readonly onPage: () => void,
  ) {
    this.size = imageBytes(image);
    this.perPage = Math.max(8, Math.min(MOST_PER_PAGE, Math.floor(PAGE_BYTES / this.size)));
  }

  /** The pixels of the face at a place of the list, where they have come. */
  pixels(place: number): Uint8Array | undefined {
    const page = this.pages.get(Math.floor(place / this.perPage));
    const start = (place % this.perPage) * this.size;
    return page?.subarray(start, start + this.size);
  }

  /** What is in view now; what was wished for before and is not there yet is forgotten. */
  want(first: number, end: number): void {
    const [from, to] = [
      Math.floor(first / this.perPage),
      Math.floor(Math.max(first, end - 1) / this.perPage),
    ];
    this.wanted = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
    for (const page of this.wanted) this.touch(page);
    void this.fill();
  }

  close(): void {
    this.isClosed = true;
  }

  private touch(page: number): void {
    const pixels = this.pages.get(page);
    if (!pixels) return;
    this.pages.delete(page); // to its end: the first is the one not seen for longest
    this.pages.set(page, pixels);
  }

  private async fill(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    try {
      for (;;) {
        const page = this.wanted.find((wish) => !this.pages.has(wish));
        if (page === undefined || this.isClosed) return;
        const start = page * this.perPage;
        this.pages.set(page, await this.read(this.indices.slice(start, start + this.perPage)));
        const [oldest] = this.pages.keys();
        if (this.pages.size > KEPT_PAGES && oldest !== undefined) this.pages.delete(oldest);
        if (!this.isClosed) this.onPage();
      }
    } catch {
      this.wanted = []; // a dataset that is gone or damaged: the page around says so; the next scroll asks again
    } finally {
      this.isReading = false;
    }
  }
}
