/**
 * A field of a CSV (RFC 4180). A leading = + - or @ would be a formula to a spreadsheet: such a text stands behind an
 * apostrophe, and one that begins so behind one more.
 */
export function csvField(text: string): string {
  const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
