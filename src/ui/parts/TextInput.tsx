import { type ReactNode, useId } from 'react';

interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onEnter?: () => void;
  readonly isInvalid?: boolean;
  readonly hint?: ReactNode;
}

/** A line of text. */
export function TextInput({ label, value, onChange, onEnter, isInvalid = false, hint }: TextInputProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="text"
        autoComplete="off"
        maxLength={120}
        value={value}
        aria-invalid={isInvalid}
        aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Enter' && onEnter?.()}
      />
      <p id={`${id}-hint`} className={isInvalid ? 'hint hint-invalid' : 'hint'} aria-live="polite">
        {hint}
      </p>
    </div>
  );
}
