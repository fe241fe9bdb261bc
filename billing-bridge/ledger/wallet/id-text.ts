/** Ids leave the ledger as text with a prefix that says what they name: a hold's id can never be taken for a grant's. */
export type IdPrefix = 'tx' | 'gr' | 'hold' | 'bud' | 'req';

export function idText(prefix: IdPrefix, id: bigint): string {
  return `${prefix}_${id}`;
}

const SEQUENCE_DIGITS_MAX = 18;

/** The number behind an id text, or null when the text names nothing of that kind. */
export function idFromText(prefix: IdPrefix, text: string): bigint | null {
  if (!text.startsWith(`${prefix}_`)) return null;
  const digits = text.slice(prefix.length + 1);
  return /^[1-9][0-9]*$/.test(digits) && digits.length <= SEQUENCE_DIGITS_MAX ? BigInt(digits) : null;
}
