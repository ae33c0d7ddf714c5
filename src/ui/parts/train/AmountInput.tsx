import { NumberInput } from '../NumberInput';

interface AmountInputProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly minimum?: number;
  readonly maximum: number;
  readonly isWhole?: boolean;
  readonly isDisabled: boolean;
  readonly hint?: string;
}

/** A number of a recipe that cannot be left empty; a fraction, where nothing else is said. */
export function AmountInput({ onChange, minimum = 0, isWhole = false, ...rest }: AmountInputProps) {
  return (
    <NumberInput
      {...rest}
      minimum={minimum}
      isWhole={isWhole}
      onChange={(value) => value !== undefined && onChange(value)}
    />
  );
}
