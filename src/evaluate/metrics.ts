/** confusion[true label][predicted label], counts. */
export type Confusion = readonly (readonly number[])[];

export interface LabelScores {
  readonly precision: number; // 0..1; 0 where the label was never predicted
  readonly recall: number; // 0..1; 0 where the label never occurs
  readonly f1: number; // 0..1
  readonly images: number; // how often the label occurs
}

/** Counts pairs of true and predicted labels. */
export function confusionOf(
  truths: ArrayLike<number>,
  predictions: ArrayLike<number>,
  labels: number,
): Confusion {
  const counts = Array.from({ length: labels }, () => Array.from({ length: labels }, () => 0));
  for (let index = 0; index < truths.length; index += 1) {
    const row = counts[truths[index] as number];
    const predicted = predictions[index] as number;
    if (row) row[predicted] = (row[predicted] ?? 0) + 1;
  }
  return counts;
}

export function totalOf(confusion: Confusion): number {
  return sum(confusion.map(sum));
}

/** Share of pictures on the diagonal, 0..1; 0 for an empty matrix. */
export function accuracyOf(confusion: Confusion): number {
  return ratio(sum(confusion.map((row, label) => row[label] ?? 0)), totalOf(confusion));
}

/** Precision, recall and F1 of each label. */
export function labelScores(confusion: Confusion): LabelScores[] {
  return confusion.map((row, label) => {
    const hits = row[label] ?? 0;
    const images = sum(row);
    const predicted = sum(confusion.map((other) => other[label] ?? 0));
    return {
      precision: ratio(hits, predicted),
      recall: ratio(hits, images),
      f1: ratio(2 * hits, images + predicted),
      images,
    };
  });
}

/** Mean F1 over the labels that occur, 0..1: a rare label counts as much as a frequent one. */
export function macroF1(confusion: Confusion): number {
  const occurring = labelScores(confusion).filter(({ images }) => images > 0);
  return ratio(sum(occurring.map(({ f1 }) => f1)), occurring.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
