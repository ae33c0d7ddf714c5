import type { ModelCard } from '../../shared/model-card';
import type { Words } from '../words';
import { Figure, type FigureItem } from './Figure';

type Fact = 'trainedOn' | 'epochs' | 'computed' | 'own';

/** What the card of every model says, own or in the box, in the same words. */
export function cardFacts(
  { trained, accuracy }: ModelCard,
  { t, n, datasetName }: Pick<Words, 't' | 'n' | 'datasetName'>,
): Readonly<Record<Fact, FigureItem>> {
  return {
    trainedOn: {
      term: t('evaluate.card.trainedOn'),
      figure: t('evaluate.card.trainedOnText', {
        number: n.count(trained.images),
        name: datasetName({ kind: trained.datasetKind, name: trained.datasetName }),
      }),
    },
    epochs: {
      term: t('evaluate.card.epochs'),
      figure: <Figure value={trained.epochs}>{n.count(trained.epochs)}</Figure>,
    },
    computed: { term: t('evaluate.card.computed'), figure: t(`backend.names.${trained.backend}`) },
    own: {
      term: t('evaluate.card.own'),
      figure: accuracy
        ? t('evaluate.card.ownText', {
            value: n.percent(accuracy.value),
            split: t(`splits.${accuracy.split}`),
          })
        : '–',
    },
  };
}
