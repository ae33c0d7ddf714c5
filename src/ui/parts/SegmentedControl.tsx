import type { ReactNode } from 'react';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';

interface Segment<Value extends string> {
  readonly value: Value;
  readonly text: ReactNode;
}

interface SegmentedControlProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly segments: readonly Segment<Value>[];
  readonly onChange: (value: Value) => void;
  readonly isDisabled?: boolean;
}

/** One of a few, all in view. */
export function SegmentedControl<Value extends string>({
  label,
  value,
  segments,
  onChange,
  isDisabled = false,
}: SegmentedControlProps<Value>) {
  return (
    <RadioGroup
      className="segments"
      aria-label={label}
      orientation="horizontal"
      value={value}
      isDisabled={isDisabled}
      onChange={(chosen) => {
        const segment = segments.find((known) => known.value === chosen);
        if (segment) onChange(segment.value);
      }}
    >
      {segments.map((segment) => (
        <Radio key={segment.value} value={segment.value} className="segment">
          {segment.text}
        </Radio>
      ))}
    </RadioGroup>
  );
}
