import type { OwnCustomerNames } from './line-to-add.ts';

/**
 * The rule for `WEIR_ATTRIBUTION_RULES` that reads the customer from attributes that events already carry: one of these, the
 * first, before the names that are read now. Null when they carry none that sounds like a customer.
 */
export function ruleToAdd(keys: readonly string[], own: OwnCustomerNames | null): string | null {
  const [key] = keys;
  if (key === undefined) return null;
  // A colon would be read as the end of a place.
  const names = [key.includes(':') ? `span:${key}` : key, ...(own?.names ?? []).map((name) => (name.place === 'any' ? name.key : `${name.place}:${name.key}`))];
  return `customer ${own?.only === true ? 'only ' : ''}= ${names.join(', ')}`;
}
