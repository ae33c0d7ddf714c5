import type { ImportPreview } from '../data/preview';
import { countOf, type DatasetManifest, keepsItsTest, SPLITS } from '../shared/dataset';
import type { Words } from './words';

type Speech = Pick<Words, 't' | 'n' | 'sentences'>;
type Previewed = Pick<
  ImportPreview,
  'counts' | 'splitSource' | 'draw' | 'counted' | 'doneBytes' | 'totalBytes'
>;

/** Whether the parts are known: of rows only the last one tells. */
export function arePartsKnown({ counted, doneBytes, totalBytes }: Previewed): boolean {
  return counted === 'listed' || doneBytes === totalBytes;
}

/** Which parts a source has, and how an import that keeps them makes what it lacks. */
export function foundParts(preview: Previewed, words: Speech): string {
  const { t, n, sentences } = words;
  const found = SPLITS.filter((split) => countOf(preview, split) > 0);
  const { draw } = preview;
  return sentences(
    whatIsThere(),
    draw !== undefined && t('imports.splits.drawMissing', { parts: n.list(drawnParts()), seed: draw.seed }),
    draw === undefined && !found.includes('test') && t('data.noTest'),
  );

  function whatIsThere(): string {
    if (found.length === SPLITS.length)
      return t(`imports.splits.found.${preview.splitSource === 'official' ? 'official' : 'all'}`);
    const isUnnamed = preview.splitSource === 'seeded' && found.every((split) => split === 'train');
    if (isUnnamed) return t('imports.splits.found.none');
    return t('imports.splits.found.only', { found: n.list(found.map((split) => t(`splits.${split}`))) });
  }

  function drawnParts(): string[] {
    const { validationPercent = 0, testPercent = 0 } = draw ?? {};
    const parts = [
      { split: 'validation', percent: validationPercent } as const,
      { split: 'test', percent: testPercent } as const,
    ];
    return parts
      .filter(({ percent }) => percent > 0)
      .map(({ split, percent }) => t('imports.splits.drawPart', { percent, split: t(`splits.${split}`) }));
  }
}

/** How the parts of a stored dataset came to be, and what it lacks. */
export function storedParts(dataset: DatasetManifest, words: Speech): string {
  const { t, sentences } = words;
  return sentences(
    ...origin(dataset, words),
    countOf(dataset, 'validation') === 0 && t('data.noValidation'),
    countOf(dataset, 'test') === 0 && t('data.noTest'),
  );
}

function origin(dataset: DatasetManifest, { t, n }: Speech): (string | false)[] {
  const { splitDraw: draw, splitSource } = dataset;
  if (draw && keepsItsTest(dataset))
    return [t('data.splitSource.completed', { percent: draw.validationPercent, seed: draw.seed })];
  const official = SPLITS.filter((split) => countOf(dataset, split) > 0).map((split) =>
    t(`data.officialParts.${split}`),
  );
  const { seed, validationPercent: validation, testPercent: test } = draw ?? {};
  return [
    t(`data.splitSource.${splitSource}`, { parts: n.clauses(official) }),
    draw !== undefined && t('imports.splits.drawnHere', { seed, validation, test }),
  ];
}
