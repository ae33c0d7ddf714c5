import { labelLook } from '../label-look';
import { useWords } from '../words';

/** The drawn face of a label: its fixed colour, and lines that tell it apart without colour. */
export function LabelGlyph({ label }: { readonly label: string }) {
  const { colour, face } = labelLook(label);
  return (
    <svg className="glyph" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="11" fill={colour} />
      {face === undefined ? (
        <text x="12" y="16.5" textAnchor="middle">
          {label.slice(0, 1).toUpperCase()}
        </text>
      ) : (
        <path d={face} />
      )}
    </svg>
  );
}

export function LabelName({ label }: { readonly label: string }) {
  const words = useWords();
  return (
    <span className="label-name">
      <LabelGlyph label={label} />
      <span className="label-text">{words.label(label)}</span>
    </span>
  );
}
