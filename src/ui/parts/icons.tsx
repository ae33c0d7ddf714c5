import type { ReactNode } from 'react';

// Five stages, drawn on one 20 x 20 grid with one line width.

export type StageName = 'data' | 'model' | 'train' | 'evaluate' | 'live';
export const STAGE_NAMES: readonly StageName[] = ['data', 'model', 'train', 'evaluate', 'live'];

const SHAPES: Readonly<Record<StageName, ReactNode>> = {
  data: (
    <>
      <rect x="3" y="3" width="6" height="6" rx="1.500" />
      <rect x="11" y="3" width="6" height="6" rx="1.500" />
      <rect x="3" y="11" width="6" height="6" rx="1.500" />
      <path d="M12.500 13.200v.1M15.500 13.200v.1M12 15.300c.6.7 1.200 1 2 1s1.400-.3 2-1" />
    </>
  ),
  model: (
    <>
      <rect x="2.500" y="3" width="3" height="14" rx="1" />
      <rect x="8.500" y="5.500" width="3" height="9" rx="1" />
      <rect x="14.500" y="7.500" width="3" height="5" rx="1" />
    </>
  ),
  train: <path d="M3 3v14h14M5.500 6c1.200 4.500 3 7 11 8" />,
  evaluate: (
    <>
      <rect x="3" y="3" width="14" height="14" rx="2" />
      <path d="M3 7.700h14M3 12.300h14M7.700 3v14M12.300 3v14" />
      <path className="solid" d="M3.500 3.500h4v4h-4zM8 8h4v4H8zM12.500 12.500h4v4h-4z" />
    </>
  ),
  live: (
    <>
      <path d="M3 7V4.500A1.500 1.500 0 0 1 4.500 3H7M13 3h2.500A1.500 1.500 0 0 1 17 4.500V7M17 13v2.500a1.500 1.500 0 0 1-1.500 1.500H13M7 17H4.500A1.500 1.500 0 0 1 3 15.500V13" />
      <path d="M7.700 8.300v.8M12.300 8.300v.8M7.300 12c.8.9 1.700 1.300 2.700 1.300s1.900-.4 2.700-1.300" />
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
      <path d="M6.500 9V6.500a3.500 3.500 0 0 1 7 0V9" />
    </svg>
  );
}

export function ChipIcon() {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="5" y="5" width="10" height="10" rx="2" />
      <path d="M8 2.500V5M12 2.500V5M8 15v2.500M12 15v2.500M2.500 8H5M2.500 12H5M15 8h2.500M15 12h2.500" />
    </svg>
  );
}

const THEME_SHAPES = {
  auto: (
    <>
      <circle cx="10" cy="10" r="6.500" />
      <path className="solid" d="M10 3.500a6.500 6.500 0 0 1 0 13z" />
    </>
  ),
  light: (
    <>
      <circle cx="10" cy="10" r="3.500" />
      <path d="M10 2v1.800M10 16.200V18M2 10h1.800M16.200 10H18M4.300 4.300l1.300 1.300M14.400 14.400l1.300 1.300M15.700 4.300l-1.300 1.300M5.600 14.400l-1.300 1.300" />
    </>
  ),
  dark: <path d="M16.500 11.800A7 7 0 1 1 8.200 3.500a5.500 5.500 0 0 0 8.300 8.300z" />,
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
      <path d="M8.300 10.300v1.400M19.700 10.300v1.400M14 9.700v4.700c0 .8-.4 1.200-1.400 1.200M8.300 18.700c1.700 1.700 3.500 2.500 5.700 2.500s4-.8 5.700-2.500" />
    </svg>
  );
}
