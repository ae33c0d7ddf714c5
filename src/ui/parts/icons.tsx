import type { ReactNode } from 'react';

// Six stages, drawn on one 20 x 20 grid with one line width.

export type StageName = 'data' | 'model' | 'train' | 'evaluate' | 'live' | 'photos';
export const STAGE_NAMES: readonly StageName[] = ['data', 'model', 'train', 'evaluate', 'live', 'photos'];

const SHAPES: Readonly<Record<StageName, ReactNode>> = {
  data: (
    <>
      <rect x="3" y="3" width="6" height="6" rx="1.5" />
      <rect x="11" y="3" width="6" height="6" rx="1.5" />
      <rect x="3" y="11" width="6" height="6" rx="1.5" />
      <path d="M12.5 13.2v.1M15.5 13.2v.1M12 15.3c.6.7 1.2 1 2 1s1.4-.3 2-1" />
    </>
  ),
  model: (
    <>
      <rect x="2.5" y="3" width="3" height="14" rx="1" />
      <rect x="8.5" y="5.5" width="3" height="9" rx="1" />
      <rect x="14.5" y="7.5" width="3" height="5" rx="1" />
    </>
  ),
  train: <path d="M3 3v14h14M5.5 6c1.2 4.5 3 7 11 8" />,
  evaluate: (
    <>
      <rect x="3" y="3" width="14" height="14" rx="2" />
      <path d="M3 7.7h14M3 12.3h14M7.7 3v14M12.3 3v14" />
      <path className="solid" d="M3.5 3.5h4v4h-4zM8 8h4v4H8zM12.5 12.5h4v4h-4z" />
    </>
  ),
  live: (
    <>
      <path d="M3 7V4.5A1.5 1.5 0 0 1 4.5 3H7M13 3h2.5A1.5 1.5 0 0 1 17 4.5V7M17 13v2.5a1.5 1.5 0 0 1-1.5 1.5H13M7 17H4.5A1.5 1.5 0 0 1 3 15.5V13" />
      <path d="M7.7 8.3v.8M12.3 8.3v.8M7.3 12c.8.9 1.7 1.3 2.7 1.3s1.9-.4 2.7-1.3" />
    </>
  ),
  photos: (
    <>
      <rect x="6" y="3" width="11" height="11" rx="2" />
      <path d="M3 6.5v8.5a2 2 0 0 0 2 2h8.5" />
      <path d="M9.6 7.3v.8M13.4 7.3v.8M9.2 10.4c.7.8 1.4 1.1 2.3 1.1s1.6-.3 2.3-1.1" />
    </>
  ),
};

export function StageIcon({ name }: { readonly name: StageName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}

export function LockIcon() {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="4" y="9" width="12" height="8" rx="2" />
      <path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9" />
    </svg>
  );
}

export function ChipIcon() {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="5" y="5" width="10" height="10" rx="2" />
      <path d="M8 2.5V5M12 2.5V5M8 15v2.5M12 15v2.5M2.5 8H5M2.5 12H5M15 8h2.5M15 12h2.5" />
    </svg>
  );
}

const THEME_SHAPES = {
  auto: (
    <>
      <circle cx="10" cy="10" r="6.5" />
      <path className="solid" d="M10 3.5a6.5 6.5 0 0 1 0 13z" />
    </>
  ),
  light: (
    <>
      <circle cx="10" cy="10" r="3.5" />
      <path d="M10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18M4.3 4.3l1.3 1.3M14.4 14.4l1.3 1.3M15.7 4.3l-1.3 1.3M5.6 14.4l-1.3 1.3" />
    </>
  ),
  dark: <path d="M16.5 11.8A7 7 0 1 1 8.2 3.5a5.5 5.5 0 0 0 8.3 8.3z" />,
};

export function ThemeIcon({ theme }: { readonly theme: keyof typeof THEME_SHAPES }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      {THEME_SHAPES[theme]}
    </svg>
  );
}

/** The mark: a face in four strokes. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 28 28" aria-hidden="true">
      <rect width="28" height="28" rx="8" />
      <path d="M8.3 10.3v1.4M19.7 10.3v1.4M14 9.7v4.7c0 .8-.4 1.2-1.4 1.2M8.3 18.7c1.7 1.7 3.5 2.5 5.7 2.5s4-.8 5.7-2.5" />
    </svg>
  );
}
