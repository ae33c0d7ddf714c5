import { ProgressBar as AriaProgressBar } from 'react-aria-components/ProgressBar';

interface ProgressBarProps {
  readonly label: string;
  /** 0..1; undefined while it cannot be known. */
  readonly share: number | undefined;
}

export function ProgressBar({ label, share }: ProgressBarProps) {
  return (
    <AriaProgressBar
      className="progress"
      aria-label={label}
      value={(share ?? 0) * 100}
      isIndeterminate={share === undefined}
    >
      <div className="progress-fill" style={{ transform: `scaleX(${share ?? 0.25})` }} />
    </AriaProgressBar>
  );
}
