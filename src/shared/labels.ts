/** The seven expressions of FER2013, in the order of its CSV column `emotion` (0..6). */
export const EXPRESSIONS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'] as const;

export type Expression = (typeof EXPRESSIONS)[number];

/** The two labels of GENKI-4K. */
export const SMILES = ['smile', 'unsmile'] as const;

// Label names are data: a dataset and a model each carry their own list. Four orders circulate for FER2013,
// so code compares names and never indices; only the CSV reader may use the order above.

/**
 * Where each label of `from` stands in `to`.
 *
 * @returns for index i of `from`, the index in `to`; undefined when the two lists differ as sets
 */
export function labelMapping(from: readonly string[], to: readonly string[]): number[] | undefined {
  if (from.length !== to.length) return undefined;
  const mapping = from.map((label) => to.indexOf(label));
  return mapping.includes(-1) || new Set(mapping).size !== to.length ? undefined : mapping;
}

/** Index of the largest probability; the first of equals. */
export function mostProbable(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < probabilities.length; index += 1) {
    if ((probabilities[index] as number) > (probabilities[best] as number)) best = index;
  }
  return best;
}
