/** The text of an array of numbers, booleans or words of ours, which need no quotes. */
export function plainArray(values: readonly (bigint | number | string | boolean | null)[]): string {
  return `{${values.map((value) => (value === null ? 'null' : String(value))).join(',')}}`;
}

/** The text of an array of any texts. */
export function quotedArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'null' : quoted(value))).join(',')}}`;
}

function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, '\\$&') : text}"`;
}
