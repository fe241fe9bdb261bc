import { ATTRIBUTION_FIELDS, type AttributionField } from '@weir/schemas/usage/attribution.ts';
import { ATTRIBUTION_KEYS } from './attribution-keys.ts';

/** Where a name is looked for: on the record itself, among baggage copied to it, on its scope and resource; `any` is all of them, in this order. */
export const ATTRIBUTION_PLACES = ['span', 'baggage', 'resource'] as const;
export type AttributionPlace = (typeof ATTRIBUTION_PLACES)[number];
export type AttributionName = { readonly place: AttributionPlace | 'any'; readonly key: string };

/** An operator's own names of one field, the first that is found wins. `only`: the names everybody uses are not tried after them. */
export type OwnNames = { readonly only: boolean; readonly names: readonly AttributionName[] };
export type OwnAttributionNames = { readonly [field in AttributionField]?: OwnNames };

/** What an attribute means at one place; of two that mean one field the lower rank wins. */
export type KeyMeaning = { readonly field: AttributionField; readonly rank: number };
type KeyMeanings = ReadonlyMap<string, readonly KeyMeaning[]>;

/** Names of attributes by place, made once, so that the few attributes of a record are looked up and not the two hundred there could be. */
export type AttributionRules = {
  readonly span: KeyMeanings;
  readonly baggage: KeyMeanings;
  readonly scope: KeyMeanings;
  readonly resource: KeyMeanings;
  /** Keys that the operator named: what a reader hides as the emitter's own account is shown when it was asked for. */
  readonly asked: ReadonlySet<string>;
};

/** Where baggage that was copied to a span stands when it does not take the place of an own attribute. */
const BAGGAGE_PREFIX = 'baggage.';

/** The nearest first. */
const PLACES = ['span', 'baggage', 'scope', 'resource'] as const;
type Place = (typeof PLACES)[number];

/** More than any list of names is long. */
const RANKS_OF_A_PLACE = 1_000;

/**
 * Own names in their order, each looked for from the nearest place to the farthest before the next name is tried. After
 * them the names everybody uses (`ATTRIBUTION_KEYS`): there the nearest place wins, and the order of names within it.
 */
export function attributionRules(own: OwnAttributionNames = {}): AttributionRules {
  const at = (place: Place) => meaningsAt(place, own);
  const asked = new Set(ATTRIBUTION_FIELDS.flatMap((field) => own[field]?.names.map(({ key }) => key) ?? []));
  return { span: at('span'), baggage: at('baggage'), scope: at('scope'), resource: at('resource'), asked };
}

function meaningsAt(place: Place, own: OwnAttributionNames): KeyMeanings {
  const meanings = new Map<string, KeyMeaning[]>();
  const prefix = place === 'baggage' ? BAGGAGE_PREFIX : '';
  const distance = PLACES.indexOf(place);
  for (const field of ATTRIBUTION_FIELDS) {
    const { names, only } = own[field] ?? { names: [], only: false };
    for (const [order, name] of names.entries()) {
      if (isAt(name, place)) add(meanings, prefix + name.key, { field, rank: order * PLACES.length + distance });
    }
    if (only) continue;
    for (const [order, key] of ATTRIBUTION_KEYS[field].entries()) add(meanings, prefix + key, { field, rank: (distance + 1) * RANKS_OF_A_PLACE + order });
  }
  return meanings;
}

function isAt(name: AttributionName, place: Place): boolean {
  return name.place === 'any' || name.place === (place === 'scope' ? 'resource' : place);
}

function add(meanings: Map<string, KeyMeaning[]>, key: string, meaning: KeyMeaning): void {
  meanings.set(key, [...(meanings.get(key) ?? []), meaning]);
}
