import { labelLook } from '../label-look';
import { wholePercents } from '../numbers';
import { useWords } from '../words';
import { Figure } from './Figure';
import { LabelName } from './LabelName';

interface ProbabilityBarsProps {
  readonly labels: readonly string[];
  /** [labels]; undefined while no face is in sight. */
  readonly probabilities: readonly number[] | undefined;
}

/** How much the network leans to each label, one bar each, always in the same order. */
export function ProbabilityBars({ labels, probabilities }: ProbabilityBarsProps) {
  const { n } = useWords();
  const percents = probabilities && wholePercents(probabilities);
  return (
    <ul className={probabilities ? 'bars' : 'bars bars-idle'}>
      {labels.map((label, index) => {
        const probability = probabilities?.[index];
        return (
          <li key={label} data-label={label}>
            <LabelName label={label} />
            <span className="bar">
              <span
                style={{ transform: `scaleX(${probability ?? 0})`, background: labelLook(label).colour }}
              />
            </span>
            <span className="bar-value">
              {probability === undefined ? (
                '–'
              ) : (
                <Figure value={probability}>{n.wholePercent((percents?.[index] ?? 0) / 100)}</Figure>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
