import { useId } from 'react';

interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly note?: string;
  readonly isDisabled?: boolean;
}

/** The browser's own checkbox: right on every device. */
export function Toggle({ label, isOn, onChange, note, isDisabled = false }: ToggleProps) {
  const id = useId();
  return (
    <div className="toggle">
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        {...(note !== undefined && { 'aria-describedby': `${id}-note` })}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {note !== undefined && (
        <p className="note" id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  );
}
