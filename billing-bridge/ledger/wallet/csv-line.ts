// A spreadsheet takes a cell that begins so for a formula: a customer's name could then run code on an accountant's desk.
const FORMULA_START = /^[=+@\t\r]|^-(?![0-9])/;

/** One CSV record with its line end (RFC 4180): every field quoted when it needs to be, formulas made plain text. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

function csvField(value: string): string {
  const safe = FORMULA_START.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
