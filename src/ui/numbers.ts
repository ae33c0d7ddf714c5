// Every number on the page is written here, so that it looks the same everywhere and its raw value stays beside it.

const NARROW_SPACE = '\u202f';

export interface NumberWriter {
  count(value: number): string;
  /** 0..1 as a percentage with one digit; without one when it is the whole. */
  percent(share: number): string;
  /** 0..1 as a whole percentage, for narrow places. */
  wholePercent(share: number): string;
  fixed(value: number, digits: number): string;
  /** 247 k, 13.5 M, 1350万: for parameters and operations. */
  short(value: number): string;
  bytes(bytes: number): string;
  /** 4 s, 2 min 05 s, 1 h 12 min. */
  duration(seconds: number): string;
  /** As many digits as say something: 0.0012, never 1.2e-3; below a millionth 1.2 × 10⁻⁸. */
  precise(value: number, digits: number): string;
  /** Names, joined as the language joins them. */
  list(parts: readonly string[]): string;
  /** The same for whole clauses: Chinese sets commas between them, and no “and”. */
  clauses(parts: readonly string[]): string;
  /** A dash for what is no date: a card from elsewhere may say anything. */
  date(ms: number): string;
  dateWithSeconds(ms: number): string;
  /** hh:mm:ss. */
  time(ms: number): string;
}

export function numberWriter(locale: string): NumberWriter {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const isChinese = locale.startsWith('zh');
  const share = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  const fixed = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
      value,
    );
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
  return {
    count: (value) => whole.format(value),
    percent: (value) => share(value, value === 1 ? 0 : 1),
    wholePercent: (value) => share(value, 0),
    fixed,
    short: (value) => (isChinese && value >= 1e4 ? chineseShort.format(value) : short(value, fixed, whole)),
    bytes: (bytes) => writeBytes(bytes, fixed),
    duration: (seconds) => writeDuration(seconds, isChinese ? CHINESE_UNITS : LATIN_UNITS),
    precise: (value, digits) =>
      value > 0 && value < 1e-6
        ? writePower(value, digits)
        : new Intl.NumberFormat(locale, { maximumSignificantDigits: digits }).format(value),
    list: (parts) => new Intl.ListFormat(locale).format(parts),
    clauses: (parts) => (isChinese ? parts.join('，') : new Intl.ListFormat(locale).format(parts)),
    date: (ms) => (isDate(ms) ? dateTime.format(ms) : '–'),
    time: (ms) => time.format(ms),
    dateWithSeconds: (ms) =>
      isDate(ms)
        ? new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(ms)
        : '–',
  };
}

/** @param value 0 < value < 1 */
function writePower(value: number, digits: number): string {
  const [mantissa, power = ''] = value.toExponential(digits - 1).split('e-');
  const superscript = power.replaceAll(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? digit);
  return `${Number(mantissa)} × 10⁻${superscript}`;
}

// Chinese counts in ten thousands and hundred millions.
const chineseShort = new Intl.NumberFormat('zh-CN', { notation: 'compact', maximumSignificantDigits: 3 });

function isDate(ms: number): boolean {
  return !Number.isNaN(new Date(ms).getTime());
}

type Fixed = (value: number, digits: number) => string;

function short(value: number, fixed: Fixed, whole: Intl.NumberFormat): string {
  if (value >= 1e6) return `${fixed(value / 1e6, value >= 1e8 ? 0 : 1)}${NARROW_SPACE}M`;
  if (value >= 1e4) return `${whole.format(value / 1e3)}${NARROW_SPACE}k`;
  return whole.format(value);
}

function writeBytes(bytes: number, fixed: Fixed): string {
  if (bytes >= 1e9) return `${fixed(bytes / 1e9, 1)}${NARROW_SPACE}GB`;
  if (bytes >= 1e6) return `${fixed(bytes / 1e6, bytes >= 1e8 ? 0 : 1)}${NARROW_SPACE}MB`;
  return `${fixed(bytes / 1e3, 0)}${NARROW_SPACE}kB`;
}

interface Units {
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}
const LATIN_UNITS: Units = {
  hour: `${NARROW_SPACE}h`,
  minute: `${NARROW_SPACE}min`,
  second: `${NARROW_SPACE}s`,
};
const CHINESE_UNITS: Units = { hour: ' 小时', minute: ' 分', second: ' 秒' };

function writeDuration(seconds: number, units: Units): string {
  const total = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  if (hours > 0) return `${hours}${units.hour} ${minutes}${units.minute}`;
  if (minutes >= 10) return `${minutes}${units.minute}`;
  if (minutes > 0) return `${minutes}${units.minute} ${String(rest).padStart(2, '0')}${units.second}`;
  if (seconds <= 0 || seconds >= 10) return `${rest}${units.second}`;
  return `${seconds.toFixed(seconds < 1 ? 2 : 1)}${units.second}`;
}

/**
 * Shares of a whole as whole percents that add up to 100, by the largest remainder: each is rounded down, and what
 * is missing goes to those that lost most. Without a whole (all zero), zeros.
 */
export function wholePercents(shares: readonly number[]): number[] {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (!(sum > 0)) return shares.map(() => 0);
  const exact = shares.map((share) => (share / sum) * 100);
  const floors = exact.map(Math.floor);
  const missing = 100 - floors.reduce((total, floor) => total + floor, 0);
  const remainder = (index: number) => (exact[index] ?? 0) - (floors[index] ?? 0);
  const byRemainder = [...exact.keys()].toSorted((a, b) => remainder(b) - remainder(a));
  const raised = new Set(byRemainder.slice(0, missing));
  return floors.map((floor, index) => (raised.has(index) ? floor + 1 : floor));
}
