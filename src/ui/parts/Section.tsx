import { type ReactNode, useId } from 'react';

interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** Controls at the end of the title's line. */
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Section({ title, note, aside, className = '', children }: SectionProps) {
  const id = useId();
  return (
    <section className={`section ${className}`} aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {note !== undefined && <p className="note">{note}</p>}
      {children}
    </section>
  );
}

/** A wide table or drawing scrolls inside its own frame, by keyboard too. */
export function ScrollFrame({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
