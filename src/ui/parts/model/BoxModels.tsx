import type { ModelCard } from '../../../shared/model-card';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { cardFacts } from '../card-facts';
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
  const words = useWords();
  const { t, modelName } = words;
  const { input, command } = card;
  const { width, height } = input.image;
  const facts = cardFacts(card, words);
  return (
    <article className="box-card">
      <h3>{modelName(card)}</h3>
      <FigureList
        look="column"
        items={[
          facts.trainedOn,
          { term: t('model.box.pictures'), figure: `${width} × ${height}` },
          facts.epochs,
          facts.computed,
          ...(card.accuracy ? [facts.own] : []),
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
