import type { Scores } from '../shared/history';

/** Over the samples of an epoch so far. */
export interface ScoreSums {
  readonly loss: number; // a float32: adding goes on where it stopped
  readonly hits: number;
  readonly images: number;
}

export const NO_SUMS: ScoreSums = { loss: 0, hits: 0, images: 0 };

export function meansOf({ loss, hits, images }: ScoreSums): Scores {
  return { loss: loss / images, accuracy: hits / images };
}
