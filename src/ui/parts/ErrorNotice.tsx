import type { ReactNode } from 'react';
import type { Failure } from '../../shared/errors';
import { errorSentences, foreignWords } from '../error-sentences';
import { useWords } from '../words';

interface ErrorNoticeProps {
  readonly failure: Failure;
  /** Buttons that help: try again, dismiss. */
  readonly children?: ReactNode;
}

/** What happened, what is safe, what to do: in place, and staying until it is answered. */
export function ErrorNotice({ failure, children }: ErrorNoticeProps) {
  const { t, n } = useWords();
  const { what, safe, fix } = errorSentences(failure, t, n);
  const said = foreignWords(failure);
  return (
    <section className="notice notice-error" role="alert" data-error={failure.code}>
      <NoticeMark />
      <div>
        <p className="notice-what">{what}</p>
        <p>{safe}</p>
        <p>{fix}</p>
        {children !== undefined && <div className="notice-actions">{children}</div>}
        <p className="notice-code">
          {t('errorNotice.details')} <code>{failure.code}</code>
          {said !== undefined && <span lang="en"> · {said}</span>}
        </p>
      </div>
    </section>
  );
}

function NoticeMark() {
  return (
    <svg className="notice-mark" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M10 2.5 18.5 17.5H1.5zM10 8v4.5M10 15v.2" />
    </svg>
  );
}
