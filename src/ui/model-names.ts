import { isComplete } from '../shared/history';
import type { ModelCard } from '../shared/model-card';
import type { ModelSummary, Which } from '../storage/model-store';
import type { Words } from './words';

type Speech = Pick<Words, 't' | 'n' | 'modelName'>;

// Two of the store's words, written again: the page may import types of the stages, never their code.

/** The card of one of a model's weights; a model without a best epoch answers with its last. */
export function cardInUse(model: ModelSummary, weights: Which): ModelCard {
  return (weights === 'best' ? model.cards.best : undefined) ?? model.cards.last;
}

/** The weights there are to choose from. */
export function storedWeights(model: ModelSummary): readonly Which[] {
  return model.cards.best ? ['best', 'last'] : ['last'];
}

/** The weights a finished run offers first: those its recipe keeps. */
export function offeredWeights({ cards }: ModelSummary): Which {
  return cards.best && cards.last.recipe.keep === 'best' ? 'best' : 'last';
}

/** A run that was stopped, or whose tab was closed, before its recipe was through. */
export function isUnfinished({ source, history, cards }: ModelSummary): boolean {
  return source === 'trained' && !isComplete(cards.last.recipe, history);
}

/**
 * What a list shows of each model: network, dataset, epochs, its own accuracy, and when it was made; with seconds
 * where two would read the same without.
 */
export function modelChoices(models: readonly ModelSummary[], words: Speech): string[] {
  const plain = models.map((model) => modelChoice(model, words, words.n.date));
  const isTwice = (text: string) => plain.filter((other) => other === text).length > 1;
  return models.map((model, index) => {
    const text = plain[index] ?? '';
    return isTwice(text) ? modelChoice(model, words, words.n.dateWithSeconds) : text;
  });
}

function modelChoice(model: ModelSummary, { t, n, modelName }: Speech, date: (ms: number) => string): string {
  const { accuracy } = cardInUse(model, offeredWeights(model));
  const { trained, createdAtMs } = model.cards.last;
  return [
    modelName(model.cards.last),
    t('evaluate.epochs', { count: trained.epochs, number: n.count(trained.epochs) }),
    ...(accuracy ? [n.percent(accuracy.value)] : []),
    ...(model.source === 'uploaded' ? [t('evaluate.uploaded')] : []),
    date(createdAtMs),
  ].join(' · ');
}
