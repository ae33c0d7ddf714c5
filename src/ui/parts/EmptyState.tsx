import type { ReactNode } from 'react';
import { LabelGlyph } from './LabelName';
import { EXPRESSIONS } from '../../shared/labels';

/** A page that has nothing to show yet: what is missing, and the way there. */
export function EmptyState({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <div className="empty-faces" aria-hidden="true">
        {EXPRESSIONS.map((label) => (
          <LabelGlyph key={label} label={label} />
        ))}
      </div>
      <p>{text}</p>
      {children}
    </div>
  );
}
