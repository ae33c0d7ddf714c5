import { useState } from 'react';
import type { DatasetManifest } from '../../../shared/dataset';
import { splitAgain } from '../../actions/import-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { SplitFields, USUAL_DRAW } from './SplitFields';

/** The same faces with other parts, as a dataset beside this one. */
export function SplitAgain({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, datasetName } = useWords();
  const isTraining = useSession((state) => state.train.status === 'working');
  const [draw, setDraw] = useState(dataset.splitDraw ?? USUAL_DRAW);
  const title = t('imports.splits.again.name', { name: datasetName(dataset), seed: draw.seed });
  return (
    <details className="fold">
      <summary>{t('imports.splits.again.title')}</summary>
      <div className="split-again">
        <SplitFields draw={draw} onChange={setDraw} />
        <p className="note">{t('imports.splits.again.text')}</p>
        <div className="row">
          <Button isDisabled={isTraining} onPress={() => void splitAgain(draw, title)}>
            {t('imports.splits.again.action')}
          </Button>
        </div>
      </div>
    </details>
  );
}
