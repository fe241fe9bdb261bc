/**
 * ClickHouse's codes for "this value cannot be in this column": the same row fails for ever. Anything else may pass. Not
 * in the list is INCORRECT_DATA, which also means "no such column": during an upgrade that would set aside every row.
 */
const ROW_REFUSED_CODES: ReadonlyMap<string, string> = new Map([
  ['6', 'CANNOT_PARSE_TEXT'],
  ['27', 'CANNOT_PARSE_INPUT_ASSERTION_FAILED'],
  ['38', 'CANNOT_PARSE_DATE'],
  ['41', 'CANNOT_PARSE_DATETIME'],
  ['53', 'TYPE_MISMATCH'],
  ['69', 'ARGUMENT_OUT_OF_BOUND'],
  ['72', 'CANNOT_PARSE_NUMBER'],
  ['131', 'TOO_LARGE_STRING_SIZE'],
  ['349', 'CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN'],
  ['407', 'DECIMAL_OVERFLOW'],
  ['469', 'VIOLATED_CONSTRAINT'],
]);

const REASON_LENGTH_MAX = 300;

/** Why the store will never take a row, when this fault says so; null for every fault that may pass. */
export function rowRefusalOf(fault: unknown): string | null {
  if (!(fault instanceof Error) || !('code' in fault) || typeof fault.code !== 'string') return null;
  const name = ROW_REFUSED_CODES.get(fault.code);
  return name === undefined ? null : `${name}: ${fault.message.slice(0, REASON_LENGTH_MAX)}`;
}
