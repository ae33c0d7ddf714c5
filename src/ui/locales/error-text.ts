import type { ErrorCode } from '../../shared/errors';

/** The three sentences a user reads about a failure, with the failure's details in {{braces}}. */
interface ErrorText {
  readonly what: string;
  readonly safe: string;
  readonly fix: string;
}

/** One text for every code: a forgotten one is a type error. */
export type ErrorTexts = Readonly<Record<ErrorCode, ErrorText>>;
