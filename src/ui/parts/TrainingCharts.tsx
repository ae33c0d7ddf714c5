import { useEffect, useId, useMemo, useState } from 'react';
import type { EpochRecord, Scores } from '../../shared/history';
import { useWords } from '../words';
import { type Curves, CurveChart, useDrawing } from './CurveChart';
import { Notice } from './Notice';
import { CurveControls } from './CurveControls';
import { EpochTable } from './EpochTable';

export interface OtherRun {
  readonly name: string;
  readonly history: readonly EpochRecord[];
}

interface TrainingChartsProps {
  readonly history: readonly EpochRecord[];
  /** Running means of the epoch under way: the growing end of the training line. */
  readonly running: Scores | undefined;
  /** Runs whose curves are drawn over these. */
  readonly others: readonly OtherRun[];
  /** Validation accuracies of others to compare with, 0..1. */
  readonly references: readonly { readonly name: string; readonly accuracy: number }[];
}

const MEASURES = ['loss', 'accuracy', 'learningRate'] as const;

/** Loss, accuracy and learning rate over the epochs, with one cursor for all, and the same numbers as a table. */
export function TrainingCharts({ history, running, others, references }: TrainingChartsProps) {
  const { t } = useWords();
  const tableId = useId();
  const found = useDrawing();
  const drawing = found === 'missing' ? undefined : found;
  const [smoothing, setSmoothing] = useState(0);
  const [isLogarithmic, setLogarithmic] = useState(false);
  const [lookedAt, setLookedAt] = useState<number>();
  const curves = useMemo<Curves>(
    () => ({ history, running, others, references, smoothing, isLogarithmic }),
    [history, running, others, references, smoothing, isLogarithmic],
  );
  useEffect(() => {
    drawing?.cursor.move(lookedAt);
  }, [drawing, lookedAt]);
  return (
    <>
      {found === 'missing' && <Notice>{t('train.charts.missing')}</Notice>}
      <div className="charts">
        {MEASURES.map((measure) => (
          <CurveChart
            key={measure}
            title={t(`train.charts.${measure}`)}
            {...{ measure, curves, drawing, tableId }}
          />
        ))}
      </div>
      {history.length > 0 && (
        <CurveControls
          {...{ history, smoothing, isLogarithmic, lookedAt }}
          onSmoothing={setSmoothing}
          onLogarithmic={setLogarithmic}
          onLook={setLookedAt}
        />
      )}
      <EpochTable id={tableId} history={history} />
    </>
  );
}
