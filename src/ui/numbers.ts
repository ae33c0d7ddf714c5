// Every number on the page is written here, so that it looks the same everywhere and its raw value stays beside it.

const NARROW_SPACE = '\u202f';

export interface NumberWriter {
  count(value: number): string;
  /** 0..1 as a percentage with one digit. */
  percent(share: number): string;
  /** 0..1 as a whole percentage, for narrow places. */
  wholePercent(share: number): string;
  fixed(value: number, digits: number): string;
  /** 247 k, 13.5 M: for parameters and operations. */
  short(value: number): string;
  bytes(bytes: number): string;
  /** 4 s, 2 min 05 s, 1 h 12 min. */
  duration(seconds: number): string;
  /** Very small or very large: 1.2e-7 stays readable. */
  scientific(value: number): string;
  date(ms: number): string;
}

export function numberWriter(locale: string): NumberWriter {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const fixed = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
      value,
    );
  return {
    count: (value) => whole.format(value),
    percent: (share) => `${fixed(share * 100, 1)}${NARROW_SPACE}%`,
    wholePercent: (share) => `${whole.format(share * 100)}${NARROW_SPACE}%`,
    fixed,
    short: (value) => short(value, fixed, whole),
    bytes: (bytes) => writeBytes(bytes, fixed),
    duration: (seconds) => writeDuration(seconds, locale.startsWith('zh') ? CHINESE_UNITS : LATIN_UNITS),
    scientific,
    date: (ms) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(ms),
  };
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

function scientific(value: number): string {
  if (value === 0) return '0';
  const [digits = '', power = '0'] = value.toExponential(1).split('e');
  return `${digits} × 10${superscript(Number(power))}`;
}

function superscript(power: number): string {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  return [...String(power)].map((sign) => (sign === '-' ? '⁻' : (digits[Number(sign)] ?? ''))).join('');
}
