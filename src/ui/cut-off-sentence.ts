import type { ImportIntent } from '../storage/database';
import { isolated } from './error-sentences';
import type { Words } from './words';

/** That imports did not reach their end, what is safe, and what to do. */
export function cutOffSentence(
  imports: readonly ImportIntent[],
  { t, n, datasetName, sentences }: Pick<Words, 't' | 'n' | 'datasetName' | 'sentences'>,
): string {
  const known = imports.flatMap(({ dataset }) => (dataset ? [datasetName(dataset)] : []));
  const names = [...new Set(known)].map((name) => `“${isolated(name)}”`);
  return sentences(
    names.length > 0
      ? t('app.cutOff.named', { count: names.length, names: n.list(names) })
      : t('app.cutOff.unnamed'),
    t('app.cutOff.safe'),
    t('app.cutOff.fix'),
  );
}
