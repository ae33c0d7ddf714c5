import { useState } from 'react';
import { cardInUse } from '../model-names';
import { removeModel } from '../actions/model-actions';
import type { ModelSummary, Which } from '../../storage/model-store';
import { useWords } from '../words';
import { Button } from './Button';
import { cardFacts } from './card-facts';
import { ConfirmRemoval } from './ConfirmRemoval';
import { Figure, FigureList } from './Figure';
import { Section } from './Section';

/** What a model says about itself. */
export function ModelCardView({ model, weights }: { readonly model: ModelSummary; readonly weights: Which }) {
  const words = useWords();
  const { t, n, modelName, sentences } = words;
  const [isAsking, setAsking] = useState(false);
  const card = cardInUse(model, weights);
  const { trained } = card;
  const facts = cardFacts(card, words);
  const parent = card.ancestors?.[0];
  return (
    <Section title={t('evaluate.card.title')}>
      <FigureList
        look="column"
        items={[
          {
            ...facts.trainedOn,
            note: trained.exclusions && (
              <Figure name="card-excluded" value={trained.exclusions.images}>
                {t('explore.exclusions.left', { number: n.count(trained.exclusions.images) })}
              </Figure>
            ),
          },
          ...(parent
            ? [
                {
                  term: t('tune.card.startedFrom'),
                  figure: modelName({ ...parent, preset: card.preset }),
                  note: sentences(
                    parent.hasNewHead && t('tune.card.newHead'),
                    parent.isTrunkFrozen && t('tune.card.frozen'),
                  ),
                },
              ]
            : []),
          facts.epochs,
          {
            term: t('evaluate.card.parameters'),
            figure: <Figure value={card.parameters}>{n.count(card.parameters)}</Figure>,
          },
          facts.computed,
          ...(trained.rollBacks === undefined
            ? []
            : [
                {
                  term: t('evaluate.card.rollBacks'),
                  figure: <Figure value={trained.rollBacks}>{n.count(trained.rollBacks)}</Figure>,
                },
              ]),
          facts.own,
          { term: t('evaluate.card.created'), figure: n.date(card.createdAtMs) },
        ]}
      />
      {trained.isDrawn && <p className="note">{t('drawn.model')}</p>}
      {/* What came with the page would be back with the next visit. */}
      {model.source !== 'box' && (
        <div>
          <Button look="quiet" onPress={() => setAsking(true)}>
            {t('evaluate.card.remove')}
          </Button>
        </div>
      )}
      <ConfirmRemoval
        title={t('evaluate.card.removeTitle', { name: modelName(card) })}
        text={t('evaluate.card.removeText')}
        action={t('evaluate.card.removeAction')}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void removeModel(model.id)}
      />
    </Section>
  );
}
