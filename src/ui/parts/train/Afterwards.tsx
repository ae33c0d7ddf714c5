import { modelInUse, useSession } from '../../session';
import { useWords } from '../../words';
import { Figure, FigureList } from '../Figure';
import { ComputedBy, Speed } from './RunFigures';

/** After a run: which weights, and where to go from here. */
export function Afterwards() {
  const { t } = useWords();
  const train = useSession((state) => state.train);
  // A model of the box is not what was trained here.
  const hasOwnModel = useSession((state) => (modelInUse(state)?.source ?? 'box') !== 'box');
  if (train.status === 'working' || (train.status !== 'ready' && !hasOwnModel)) return null;
  return (
    <>
      {train.status === 'ready' && (
        <FigureList
          items={[
            {
              term: t('train.selected'),
              figure: (
                <Figure name="train-selected" value={train.value.card.weights}>
                  {t(`which.${train.value.card.weights}`)}
                </Figure>
              ),
            },
            { term: t('train.speed'), figure: <Speed value={train.value.imagesPerSecond} /> },
            {
              term: t('train.backend'),
              figure: <ComputedBy backend={train.value.backend.name} executor={train.value.executor} />,
            },
          ]}
        />
      )}
      <div className="row">
        <a className="button button-plain" href="#/evaluate">
          {t('train.toEvaluate')}
        </a>
        {train.status === 'ready' && (
          <span className="note">{t(`train.selectedText.${train.value.card.weights}`)}</span>
        )}
      </div>
    </>
  );
}
