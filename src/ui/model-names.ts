import type { ModelCard } from '../shared/model-card';
import type { ModelSummary, Which } from '../storage/model-store';

// Two of the store's words, written again: the page may import types of the stages, never their code.

/** The card of one of a model's weights; a model without a best epoch answers with its last. */
export function cardInUse(model: ModelSummary, weights: Which): ModelCard {
  return (weights === 'best' ? model.cards.best : undefined) ?? model.cards.last;
}

/** The weights there are to choose from. */
export function storedWeights(model: ModelSummary): readonly Which[] {
  return model.cards.best ? ['best', 'last'] : ['last'];
}
