import type { ModelCard } from '../../../shared/model-card';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { FigureList } from '../Figure';
import { Section } from '../Section';

/** The models that come with the page: their cards, and what made them. */
export function BoxModels() {
  const { t } = useWords();
  const models = useSession((state) => state.models);
  const box = models.filter(({ source }) => source === 'box');
  if (box.length === 0) return null;
  return (
    <Section title={t('model.box.title')} note={t('model.box.note')}>
      {box.map(({ id, cards }) => (
        <BoxCard key={id} card={cards.last} />
      ))}
    </Section>
  );
}

function BoxCard({ card }: { readonly card: ModelCard }) {
  const { t, n, datasetName, modelName } = useWords();
  const { trained, accuracy, input, command } = card;
  const { width, height } = input.image;
  return (
    <article className="box-card">
      <h3>{modelName(card)}</h3>
      <FigureList
        look="column"
        items={[
          {
            term: t('evaluate.card.trainedOn'),
            figure: t('evaluate.card.trainedOnText', {
              number: n.count(trained.images),
              name: datasetName({ kind: trained.datasetKind, name: trained.datasetName }),
            }),
          },
          { term: t('model.box.pictures'), figure: `${width} × ${height}` },
          { term: t('evaluate.card.epochs'), figure: n.count(trained.epochs) },
          { term: t('evaluate.card.computed'), figure: t(`backend.names.${trained.backend}`) },
          ...(accuracy
            ? [
                {
                  term: t('evaluate.card.own'),
                  figure: t('evaluate.card.ownText', {
                    value: n.percent(accuracy.value),
                    split: t(`splits.${accuracy.split}`),
                  }),
                },
              ]
            : []),
        ]}
      />
      {card.preset === 'smile-small' && <p className="note">{t('model.box.smile')}</p>}
      {command !== undefined && (
        <p className="note">
          {t('model.box.command')} <code className="command">{command}</code>
        </p>
      )}
    </article>
  );
}
