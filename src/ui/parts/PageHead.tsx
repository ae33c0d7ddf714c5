import type { ReactNode } from 'react';

interface PageHeadProps {
  readonly title: string;
  readonly lead: string;
  /** The page's one primary action: on wide screens beside the title, on phones above the bottom bar. */
  readonly action?: ReactNode;
  /** Why the action cannot be taken now. */
  readonly why?: string | undefined;
}

export function PageHead({ title, lead, action, why }: PageHeadProps) {
  return (
    <header className="page-head">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        <p className="lead">{lead}</p>
      </div>
      {action !== undefined && (
        <div className="page-action">
          {action}
          {why !== undefined && <p className="why">{why}</p>}
        </div>
      )}
    </header>
  );
}
