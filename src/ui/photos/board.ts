import type { PlacedFile } from '../../data/source-file';
import type { PhotoReading } from '../../photos/read-photos';
import type { Which } from '../../storage/model-store';
import type { Written } from './copies';
import type { Sorting } from './sorting';

/** Photos that are being sorted. In memory only. */
export interface PhotoBoard extends Sorting {
  readonly id: number; // of this visit
  readonly files: ReadonlyMap<string, File>; // by path
  readonly photos: readonly PhotoReading[];
  readonly total: number;
  readonly isReading: boolean;
  /** Who reads them, also when another model is chosen meanwhile. */
  readonly model: { readonly id: string; readonly weights: Which; readonly name: string } | undefined;
}

/** Copies that were made in one folder during this visit. They outlive the board, so that they can be taken back. */
export interface CopiesMade {
  readonly id: number;
  readonly boardId: number;
  readonly root: FileSystemDirectoryHandle;
  readonly written: readonly Written[];
  /** Folders that were not there before. */
  readonly folders: readonly string[];
  /** Paths of photos that could not be copied. */
  readonly notCopied: readonly string[];
  /** Photos that are still to be copied, those that could not be among them. */
  readonly missing: number;
  /** Copies that were changed since, and therefore not taken back. */
  readonly left: readonly Written[];
}

/** What the last writing of photos came to. */
export type PhotosWritten =
  | { readonly kind: 'folders'; readonly files: number }
  | {
      readonly kind: 'zip';
      readonly name: string;
      readonly files: number;
      readonly notCopied: readonly string[];
    }
  | { readonly kind: 'undone'; readonly gone: number };

/** What was asked for while something would be lost by it. */
export type PhotosAsked =
  { readonly kind: 'clear' } | { readonly kind: 'sort'; readonly placed: readonly PlacedFile[] };
