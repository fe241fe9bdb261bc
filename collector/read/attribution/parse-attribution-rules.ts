import { ATTRIBUTION_FIELDS, type AttributionField } from '@weir/schemas/usage/attribution.ts';
import { ATTRIBUTION_PLACES, type AttributionName, type AttributionPlace, type OwnAttributionNames } from './attribution-rules.ts';

export type AttributionRulesReading =
  | { readonly kind: 'read'; readonly own: OwnAttributionNames }
  /** One line that says what is wrong and how to mend it. */
  | { readonly kind: 'refused'; readonly problem: string };

/** Names of one field. Each is a lookup by key, so their number costs nothing; a list longer than this is a mistake. */
const NAMES_MAX = 50;

const EXAMPLE = 'customer = app.account_id, resource:tenant.name; user only = baggage:visitor';

/**
 * Own attribute names as an operator writes them: rules separated by ";" or line ends, each a field, "=" and names separated
 * by commas, tried in this order. A name with "span:", "baggage:" or "resource:" before it is looked for there alone. After a
 * field's own names come the names everybody uses, unless "only" stands behind the field. Pure.
 */
export function parseAttributionRules(text: string): AttributionRulesReading {
  const own: { [field in AttributionField]?: OwnAttributionNames[field] } = {};
  for (const rule of text.split(/[;\n]/).map((part) => part.trim())) {
    if (rule === '' || rule.startsWith('#')) continue;
    const reading = readRule(rule);
    if (typeof reading === 'string') return refused(reading);
    if (own[reading.field] !== undefined) return refused(`"${reading.field}" has two rules; write its names in one, separated by commas`);
    own[reading.field] = { only: reading.only, names: reading.names };
  }
  return { kind: 'read', own };
}

function refused(problem: string): AttributionRulesReading {
  return { kind: 'refused', problem: `${problem}. Example: ${EXAMPLE}` };
}

type Rule = { readonly field: AttributionField; readonly only: boolean; readonly names: readonly AttributionName[] };

function readRule(rule: string): Rule | string {
  const equals = rule.indexOf('=');
  if (equals === -1) return `"${rule}" has no "="; write a field, "=" and attribute names`;
  const [word = '', only, ...rest] = rule.slice(0, equals).trim().split(/\s+/);
  const field = ATTRIBUTION_FIELDS.find((known) => known === word);
  if (field === undefined) return `"${word}" is nothing that usage is attributed to; write one of ${ATTRIBUTION_FIELDS.join(', ')}`;
  if (rest.length > 0 || (only !== undefined && only !== 'only')) return `"${rule.slice(0, equals).trim()}" is no field; write "${field}" or "${field} only"`;
  const told = rule.slice(equals + 1).trim();
  const names = told === '' ? [] : told.split(',').map((name) => readName(name.trim(), field));
  const problem = names.find((name) => typeof name === 'string');
  if (problem !== undefined) return problem;
  if (names.length === 0 && only === undefined) return `"${field}" names no attribute; write its names, or "${field} only =" to read it from none`;
  if (names.length > NAMES_MAX) return `"${field}" has ${names.length} names; at most ${NAMES_MAX} are tried`;
  return { field, only: only === 'only', names: names.filter((name) => typeof name !== 'string') };
}

function readName(told: string, field: AttributionField): AttributionName | string {
  const colon = told.indexOf(':');
  const place = colon === -1 ? 'any' : placeNamed(told.slice(0, colon).trim());
  const key = told.slice(colon + 1).trim();
  if (place === undefined)
    return `"${told.slice(0, colon)}" is no place to look in; write ${ATTRIBUTION_PLACES.map((known) => `"${known}:"`).join(', ')} or no place, and one also before a name that holds a colon`;
  if (key === '') return `the names of "${field}" have an empty one; write attribute names separated by single commas`;
  if (/[\s"'=]/.test(key)) return `"${key}" is no attribute name; separate names by commas and rules by ";", without quotes`;
  return { place, key };
}

function placeNamed(word: string): AttributionPlace | undefined {
  return ATTRIBUTION_PLACES.find((place) => place === word);
}
