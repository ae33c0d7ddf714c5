import type { ImageSpec } from '../shared/dataset';
import type { PartsBy } from './image-folders';

/** What the user decides about pictures, where files alone do not say it. */
export interface PictureChoice {
  /** Whether each picture is a face, or a photo with a face in it; without this, what most of them look like. */
  readonly are?: 'faces' | 'photos';
  /** How they are stored; without this, as the reader of their format finds best. */
  readonly image?: ImageSpec;
  /** Of a photo with several faces: none, because it has one label, or the largest. */
  readonly several: 'leave-out' | 'largest';
  /** What tells the part of a picture where its name and its folders disagree; its name without this. */
  readonly parts?: PartsBy;
}

export const USUAL_PICTURES: PictureChoice = { several: 'leave-out' };
