import { useId } from 'react';
import type { EpochRecord } from '../../shared/history';
import { useWords } from '../words';

interface CurveControlsProps {
  readonly history: readonly EpochRecord[];
  readonly smoothing: number; // 0..0.95
  readonly isLogarithmic: boolean;
  readonly lookedAt: number | undefined; // epoch
  readonly onSmoothing: (smoothing: number) => void;
  readonly onLogarithmic: (isLogarithmic: boolean) => void;
  readonly onLook: (epoch: number | undefined) => void;
}

/** How the curves are drawn, and a cursor that needs no pointer. */
export function CurveControls(props: CurveControlsProps) {
  const { t, n } = useWords();
  const { history, smoothing, isLogarithmic, lookedAt } = props;
  const smoothingId = useId();
  const cursorId = useId();
  const record = lookedAt === undefined ? undefined : history[lookedAt - 1];
  return (
    <div className="curve-controls">
      <label htmlFor={smoothingId}>
        {t('train.charts.smoothing')} <output>{n.wholePercent(smoothing)}</output>
      </label>
      <input
        id={smoothingId}
        type="range"
        min={0}
        max={0.95}
        step={0.05}
        value={smoothing}
        onChange={({ currentTarget }) => props.onSmoothing(currentTarget.valueAsNumber)}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={isLogarithmic}
          onChange={({ currentTarget }) => props.onLogarithmic(currentTarget.checked)}
        />
        {t('train.charts.logarithmic')}
      </label>
      <label htmlFor={cursorId}>{t('train.charts.look')}</label>
      <input
        id={cursorId}
        type="range"
        min={1}
        max={history.length}
        step={1}
        value={lookedAt ?? history.length}
        aria-valuetext={record && describe(record, { t, n })}
        onChange={({ currentTarget }) => props.onLook(currentTarget.valueAsNumber)}
        onBlur={() => props.onLook(undefined)}
      />
      <output htmlFor={cursorId} className="note">
        {record ? describe(record, { t, n }) : ''}
      </output>
    </div>
  );
}

/** All numbers of one epoch in a line. */
function describe(
  { epoch, train, validation, learningRate }: EpochRecord,
  { t, n }: Pick<ReturnType<typeof useWords>, 't' | 'n'>,
): string {
  return t('train.charts.epochFacts', {
    epoch: n.count(epoch),
    loss: n.fixed(train.loss, 3),
    accuracy: n.percent(train.accuracy),
    validationLoss: validation ? n.fixed(validation.loss, 3) : '–',
    validationAccuracy: validation ? n.percent(validation.accuracy) : '–',
    rate: n.precise(learningRate, 3),
  });
}
