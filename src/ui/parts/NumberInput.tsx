import { type ReactNode } from 'react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { NumberField } from 'react-aria-components/NumberField';
import { Text } from 'react-aria-components/Text';

interface NumberInputProps {
  readonly label: string;
  /** NaN: empty. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly minimum: number;
  readonly maximum: number;
  readonly isWhole?: boolean;
  readonly isDisabled?: boolean;
  readonly hint?: ReactNode;
}

/** A number typed by hand. Takes effect when the field is left or Enter is pressed, brought into range. */
export function NumberInput({
  label,
  value,
  onChange,
  minimum,
  maximum,
  isWhole = true,
  isDisabled = false,
  hint,
}: NumberInputProps) {
  return (
    <NumberField
      className="field"
      value={value}
      onChange={onChange}
      minValue={minimum}
      maxValue={maximum}
      isDisabled={isDisabled}
      isWheelDisabled
      formatOptions={
        isWhole ? { useGrouping: false, maximumFractionDigits: 0 } : { maximumSignificantDigits: 6 }
      }
    >
      <Label>{label}</Label>
      <Input className="input" />
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
    </NumberField>
  );
}
