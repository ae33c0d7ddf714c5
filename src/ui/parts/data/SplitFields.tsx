import type { SplitDraw } from '../../../shared/dataset';
import { useWords } from '../../words';
import { NumberInput } from '../NumberInput';

const LARGEST_SEED = 2 ** 31 - 1;
const LARGEST_PERCENT = 90; // of both together: something must be left to learn from

/** A tenth each to validation and test, by the seed that draws missing parts too. */
export const USUAL_DRAW: SplitDraw = { seed: 2013, validationPercent: 10, testPercent: 10 };

interface SplitFieldsProps {
  readonly draw: SplitDraw;
  readonly onChange: (draw: SplitDraw) => void;
}

/** How parts are drawn: two percentages and the seed. */
export function SplitFields({ draw, onChange }: SplitFieldsProps) {
  const { t } = useWords();
  const { seed, validationPercent, testPercent } = draw;
  return (
    <>
      <div className="split-fields">
        <NumberInput
          label={t('imports.splits.validation')}
          value={validationPercent}
          minimum={1}
          maximum={LARGEST_PERCENT - testPercent}
          onChange={(value) => value !== undefined && onChange({ ...draw, validationPercent: value })}
        />
        <NumberInput
          label={t('imports.splits.test')}
          value={testPercent}
          minimum={0}
          maximum={LARGEST_PERCENT - validationPercent}
          onChange={(value) => value !== undefined && onChange({ ...draw, testPercent: value })}
        />
        <NumberInput
          label={t('imports.splits.seed')}
          value={seed}
          minimum={0}
          maximum={LARGEST_SEED}
          onChange={(value) => value !== undefined && onChange({ ...draw, seed: value })}
        />
      </div>
      <p className="note">{t('imports.splits.drawHint')}</p>
    </>
  );
}
