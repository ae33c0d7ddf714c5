import type { ReactNode } from 'react';

/** Something to know before going on; no failure. */
export function Notice({ children }: { readonly children: ReactNode }) {
  return (
    <div className="notice">
      <svg className="notice-mark" viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="8" />
        <path d="M10 9v5M10 6v.2" />
      </svg>
      <div>{children}</div>
    </div>
  );
}
