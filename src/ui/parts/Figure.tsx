import type { ReactNode } from 'react';

interface FigureProps {
  /** The name tests and tools find the figure by. */
  readonly name?: string;
  /** The raw value, in full precision and the same in every language. */
  readonly value: number | string;
  readonly children: ReactNode;
  readonly split?: string;
  readonly label?: string;
}

/** A number as people read it, with the number as machines read it beside it. */
export function Figure({ name, value, children, split, label }: FigureProps) {
  return (
    <data value={value} data-figure={name} data-split={split} data-label={label}>
      {children}
    </data>
  );
}

/** A percentage in large type: the sign steps back behind the number. */
export function LargePercent({ text }: { readonly text: string }) {
  const [number, sign] = [text.slice(0, -1), text.slice(-1)];
  return (
    <>
      {number}
      <span className="percent-sign">{sign}</span>
    </>
  );
}

export interface FigureItem {
  readonly term: string;
  readonly figure: ReactNode;
  readonly note?: ReactNode;
}

/** Figures with their names, as a definition list. */
export function FigureList({
  items,
  look = 'row',
}: {
  readonly items: readonly FigureItem[];
  readonly look?: 'row' | 'column';
}) {
  return (
    <dl className={`figures figures-${look}`}>
      {items.map(({ term, figure, note }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            {figure}
            {note !== undefined && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
