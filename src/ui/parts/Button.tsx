import { type ReactNode, useRef } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly look?: 'primary' | 'plain' | 'quiet';
  readonly isDisabled?: boolean;
  readonly label?: string;
  readonly describedBy?: string;
}

export function Button({
  children,
  onPress,
  look = 'plain',
  isDisabled = false,
  label,
  describedBy,
}: ButtonProps) {
  return (
    <AriaButton
      className={`button button-${look}`}
      onPress={onPress}
      isDisabled={isDisabled}
      {...(label !== undefined && { 'aria-label': label })}
      {...(describedBy !== undefined && { 'aria-describedby': describedBy })}
    >
      {children}
    </AriaButton>
  );
}

interface FileButtonProps {
  readonly children: ReactNode;
  readonly onFiles: (files: File[]) => void;
  readonly accept?: string;
  /** A whole folder is chosen, with all that is in it. */
  readonly isFolder?: boolean;
  /** What the hidden input is called: "dataset", "model", "picture". */
  readonly purpose: string;
  readonly look?: 'primary' | 'plain';
  readonly allowsSeveral?: boolean;
  readonly isDisabled?: boolean;
}

export function FileButton({
  children,
  onFiles,
  accept,
  isFolder = false,
  purpose,
  look = 'plain',
  allowsSeveral = false,
  isDisabled = false,
}: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look={look} isDisabled={isDisabled} onPress={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        {...(accept !== undefined && { accept })}
        {...(isFolder && { webkitdirectory: '' })}
        multiple={allowsSeveral}
        disabled={isDisabled}
        data-input={purpose}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // Emptied, so that choosing the same file again is heard.
          currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
