import type { TFunction } from 'i18next';
import type { ErrorDetails, Failure } from '../shared/errors';
import { en } from './locales/en';
import type { NumberWriter } from './numbers';

interface ErrorSentences {
  readonly what: string;
  readonly safe: string;
  readonly fix: string;
}

/** The three sentences of a failure, with its details in the user's language. */
export function errorSentences({ code, details }: Failure, t: TFunction, n: NumberWriter): ErrorSentences {
  const written = writtenDetails(details, t, n);
  return {
    what: t(`errors.${code}.what`, written),
    safe: t(`errors.${code}.safe`, written),
    fix: t(`errors.${code}.fix`, written),
  };
}

const DETAIL_NAMES = [
  ...([
    'name',
    'found',
    'bad',
    'rows',
    'images',
    'where',
    'reason',
    'expected',
    'limit',
    'neededMB',
  ] as const),
  ...(['epoch', 'step', 'split', 'difference', 'seconds'] as const),
];
type WrittenDetails = Record<(typeof DETAIL_NAMES)[number], string>;

/** Every detail a text can ask for. One that is missing becomes a dash, never a hole or a placeholder. */
function writtenDetails(details: ErrorDetails, t: TFunction, n: NumberWriter): WrittenDetails {
  const written = Object.fromEntries(
    DETAIL_NAMES.map((name) => [name, writtenDetail(details[name], n)]),
  ) as WrittenDetails; // fromEntries forgets which names it was given
  return {
    ...written,
    reason: reasonText(written, t),
    limit: limitText(details, t, n),
    where: whereText(details.where ?? '–', t),
    split: splitText(written.split, t),
    seconds: typeof details.seconds === 'number' ? n.fixed(details.seconds, 1) : written.seconds,
    difference:
      typeof details.difference === 'number' ? n.precise(details.difference, 2) : written.difference,
  };
}

function writtenDetail(value: string | number | undefined, n: NumberWriter): string {
  return typeof value === 'number' ? n.count(value) : isolated(value ?? '–');
}

const TURNS_WRITING =
  /[\p{Bidi_Control}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** A name that is written from right to left, or that says so, must not turn the sentence around it. */
export function isolated(text: string): string {
  if (!TURNS_WRITING.test(text)) return text;
  return FIRST_STRONG_ISOLATE + text.replaceAll(/[\u2066-\u2069]/g, '') + POP_ISOLATE;
}

function reasonText({ reason, expected, found }: WrittenDetails, t: TFunction): string {
  return Object.hasOwn(en.data.reasons, reason)
    ? t(`data.reasons.${reason as keyof typeof en.data.reasons}`, { expected, found })
    : reason;
}

/** With what is counted, where the failure says it. */
function limitText({ limit, unit }: ErrorDetails, t: TFunction, n: NumberWriter): string {
  if (unit === 'bytes' && typeof limit === 'number') return n.bytes(limit);
  const written = writtenDetail(limit, n);
  return typeof unit === 'string' && Object.hasOwn(en.data.limits, unit)
    ? t(`data.limits.${unit as keyof typeof en.data.limits}`, { limit: written })
    : written;
}

/** A row number, or the path of a file in an archive. */
function whereText(where: string | number, t: TFunction): string {
  return /^\d+$/.test(String(where)) ? t('data.rejections.row', { row: where }) : isolated(String(where));
}

function splitText(split: string, t: TFunction): string {
  return Object.hasOwn(en.splits, split) ? t(`splits.${split as keyof typeof en.splits}`) : split;
}

const FOREIGN_DETAILS = ['cause', 'what'] as const;

/** What a browser, a library or a file said, in its own words: for the line with the code, in no sentence of ours. */
export function foreignWords({ details }: Failure): string | undefined {
  const said = FOREIGN_DETAILS.map((name) => details[name]).filter((words) => words !== undefined);
  return said.length === 0 ? undefined : said.join(': ');
}
