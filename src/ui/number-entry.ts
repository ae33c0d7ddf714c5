/** What a number typed by hand has to be. */
interface NumberLimits {
  readonly minimum: number;
  readonly maximum: number;
  readonly isWhole: boolean;
  /** An empty field says something too. */
  readonly isOptional: boolean;
}

/** What was typed: a number that is allowed, and what was done to make it so; or no number. */
export type NumberEntry =
  | { readonly kind: 'number'; readonly value: number; readonly change: 'none' | 'range' | 'rounded' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'invalid' };

/** Digits with at most one point, and an exponent: "0.003", "3e-3". A comma means different things to different people. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function readNumber(
  text: string,
  { minimum, maximum, isWhole, isOptional }: NumberLimits,
): NumberEntry {
  const typed = text.trim();
  if (typed === '' && isOptional) return { kind: 'empty' };
  if (!NUMBER.test(typed)) return { kind: 'invalid' };
  const number = Number(typed);
  const whole = isWhole ? Math.round(number) : number;
  const value = Math.min(maximum, Math.max(minimum, whole));
  if (value !== whole) return { kind: 'number', value, change: 'range' };
  return { kind: 'number', value, change: whole === number ? 'none' : 'rounded' };
}
