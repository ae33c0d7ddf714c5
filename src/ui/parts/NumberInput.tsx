import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { type NumberEntry, readNumber } from '../number-entry';
import { useWords } from '../words';

interface NumberInputProps {
  readonly label: string;
  /** undefined: empty. */
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  readonly minimum: number;
  readonly maximum: number;
  readonly isWhole?: boolean;
  /** The field may be left empty. */
  readonly isOptional?: boolean;
  readonly isDisabled?: boolean;
  readonly hint?: ReactNode;
}

/**
 * A number typed by hand. Takes effect when the field is left or Enter is pressed. Whatever is done to the number is
 * said under the field: brought into range, rounded, or not taken because it is none.
 */
export function NumberInput({
  label,
  value,
  onChange,
  minimum,
  maximum,
  isWhole = true,
  isOptional = false,
  isDisabled = false,
  hint,
}: NumberInputProps) {
  const { t, n } = useWords();
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const [isFocused, setFocused] = useState(false);
  const [entry, setEntry] = useState<NumberEntry>();
  const written = value === undefined ? '' : inputText(value);
  const isInvalid = entry?.kind === 'invalid';

  function take(text: string): void {
    const read = readNumber(text, { minimum, maximum, isWhole, isOptional });
    setEntry(read);
    // What is no number stays to be mended.
    if (read.kind === 'invalid') return;
    setDraft(undefined);
    const taken = read.kind === 'number' ? read.value : undefined;
    if (taken !== value) onChange(taken);
  }

  function takeKey(event: KeyboardEvent): void {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === 'Enter' && draft !== undefined) take(draft);
    if (step === undefined || !isWhole || value === undefined) return;
    event.preventDefault();
    take(inputText(value + step));
  }

  const range = t('train.range', {
    minimum: isWhole ? n.count(minimum) : n.precise(minimum, 6),
    maximum: n.count(maximum),
  });

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="text"
        inputMode={isWhole ? 'numeric' : 'decimal'}
        autoComplete="off"
        value={draft ?? written}
        disabled={isDisabled}
        aria-invalid={isInvalid}
        aria-describedby={`${id}-hint ${id}-said`}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          setFocused(false);
          if (draft !== undefined) take(draft);
        }}
        onKeyDown={takeKey}
      />
      <p id={`${id}-said`} className={isInvalid ? 'hint hint-invalid' : 'hint'} aria-live="polite">
        {entry && saidOf(entry)}
      </p>
      <p id={`${id}-hint`} className="hint">
        {hint}
        {isFocused && <span className="hint-range">{range}</span>}
      </p>
    </div>
  );

  function saidOf(known: NumberEntry): string | undefined {
    if (known.kind === 'invalid') {
      return t('train.notANumber', {
        example: isWhole ? '10' : '0.003',
        value: value === undefined ? t('train.notSet') : inputText(value),
      });
    }
    if (known.kind === 'empty' || known.change === 'none') return undefined;
    return known.change === 'range' ? t('train.broughtIntoRange', { range }) : t('train.rounded');
  }
}

/** As it is typed: without grouping, a point before the decimals. */
function inputText(value: number): string {
  return new Intl.NumberFormat('en', { useGrouping: false, maximumSignificantDigits: 10 }).format(value);
}
