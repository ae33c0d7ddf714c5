import { useId } from 'react';
import { setThreshold } from '../../actions/photo-actions';
import { useWords } from '../../words';

/** How sure the model must be for a photo to be sorted under an expression. */
export function Threshold({ value }: { readonly value: number }) {
  const { t, n } = useWords();
  const id = useId();
  return (
    <div className="threshold">
      <label htmlFor={id}>{t('photos.threshold')}</label>
      <input
        id={id}
        type="range"
        min={0.2}
        max={0.99}
        step={0.01}
        value={value}
        aria-valuetext={n.wholePercent(value)}
        onChange={({ currentTarget }) => setThreshold(Number(currentTarget.value))}
      />
      <output htmlFor={id}>{n.wholePercent(value)}</output>
    </div>
  );
}
