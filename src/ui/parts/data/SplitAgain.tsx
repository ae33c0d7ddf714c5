import { useState } from 'react';
import { type DatasetManifest, keepsItsTest, type SplitDraw, SPLITS } from '../../../shared/dataset';
import { excludedIn } from '../../../shared/exclusions';
import { splitAgain } from '../../actions/import-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { SplitFields, USUAL_DRAW } from './SplitFields';

/** The same faces with other parts, as a dataset beside this one. */
export function SplitAgain({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, n, datasetName } = useWords();
  const diagnosis = useSession((state) => state.diagnosis);
  const exclusions = useSession((state) => state.exclusions);
  const excluded = SPLITS.reduce((sum, split) => sum + excludedIn(exclusions, split), 0);
  const isTraining = useSession((state) => state.train.status === 'working');
  const [draw, setDraw] = useState(() => firstDraw(dataset));
  const title = t('imports.splits.again.name', { name: datasetName(dataset), seed: draw.seed });
  return (
    <details className="fold">
      <summary>{t('imports.splits.again.title')}</summary>
      <div className="split-again">
        <SplitFields draw={draw} onChange={setDraw} />
        <p className="note">
          {t('imports.splits.again.text')}{' '}
          {t(diagnosis ? 'imports.splits.again.near' : 'imports.splits.again.exactOnly')}{' '}
          {excluded > 0 && t('imports.splits.again.excluded', { count: excluded, number: n.count(excluded) })}
        </p>
        <div className="row">
          <Button isDisabled={isTraining} onPress={() => void splitAgain(draw, title)}>
            {t('imports.splits.again.action')}
          </Button>
        </div>
      </div>
    </details>
  );
}

/** As it was drawn; but where the test part is the source's own, to draw without one would lose it. */
function firstDraw(dataset: DatasetManifest): SplitDraw {
  return (keepsItsTest(dataset) ? undefined : dataset.splitDraw) ?? USUAL_DRAW;
}
