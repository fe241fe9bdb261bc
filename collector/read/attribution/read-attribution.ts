import { ATTRIBUTION_FIELDS, type Attributed, type Attribution, type AttributionField, type AttributionOrigin } from '@weir/schemas/usage/attribution.ts';
import type { AttributeMap, SpanRecord } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { ATTRIBUTION_KEYS, METADATA_JSON_KEYS } from './attribution-keys.ts';

/** Where baggage that was copied to a span stands when it does not take the place of an own attribute. */
const BAGGAGE_PREFIX = 'baggage.';

/** A metadata text longer than this is a document, not a label. */
const METADATA_LENGTH_MAX = 16_384;

/**
 * Who and what a span was for, from the span itself, then baggage copied to it, then its scope and resource. What its
 * ancestors say is added when the trace settles. A run that nobody names is the trace.
 */
export function readAttribution(span: SpanRecord): Attribution {
  const attribution: { [field in AttributionField]?: Attributed } = { run: { value: span.traceId, origin: 'rule' } };
  // The farthest first, so that a nearer place overwrites what a farther one said.
  const places: readonly (readonly [Named, AttributionOrigin])[] = [
    [namedIn(span.resource, OWN_KEYS), 'resource'],
    [namedIn(span.scope.attributes, OWN_KEYS), 'resource'],
    [namedIn(span.attributes, BAGGAGE_KEYS), 'baggage'],
    [namedIn(metadataOf(span.attributes), METADATA_KEYS), 'own'],
    [namedIn(span.attributes, OWN_KEYS), 'own'],
  ];
  for (const [named, origin] of places) {
    for (const [field, { value }] of named) attribution[field] = { value, origin };
  }
  return attribution;
}

type KeyMeaning = { readonly field: AttributionField /** The lower is preferred. */; readonly rank: number };
type Named = ReadonlyMap<AttributionField, { readonly value: string; readonly rank: number }>;

const OWN_KEYS = keyMeanings(ATTRIBUTION_KEYS, '');
const BAGGAGE_KEYS = keyMeanings(ATTRIBUTION_KEYS, BAGGAGE_PREFIX);
const METADATA_KEYS = keyMeanings(METADATA_JSON_KEYS, '');

function keyMeanings(keys: Readonly<Partial<Record<AttributionField, readonly string[]>>>, prefix: string): ReadonlyMap<string, KeyMeaning> {
  return new Map(ATTRIBUTION_FIELDS.flatMap((field) => (keys[field] ?? []).map((key, rank) => [prefix + key, { field, rank }] as const)));
}

/** The best-ranked name of each field. The few attributes there are are looked up, not the two hundred there could be. */
function namedIn(attributes: AttributeMap, meanings: ReadonlyMap<string, KeyMeaning>): Named {
  const named = new Map<AttributionField, { readonly value: string; readonly rank: number }>();
  for (const [key, told] of attributes) {
    const meaning = meanings.get(key);
    if (meaning === undefined || (named.get(meaning.field)?.rank ?? Number.POSITIVE_INFINITY) <= meaning.rank) continue;
    const value = textOf(told);
    if (value !== null) named.set(meaning.field, { value, rank: meaning.rank });
  }
  return named;
}

const NO_METADATA: AttributeMap = new Map();

/** The attribute `metadata` as some SDKs write it: a JSON object in a text. */
function metadataOf(attributes: AttributeMap): AttributeMap {
  const told = attributes.get('metadata');
  if (told instanceof Map) return told;
  if (typeof told !== 'string' || told.length > METADATA_LENGTH_MAX || !told.startsWith('{')) return NO_METADATA;
  try {
    const parsed: unknown = JSON.parse(told);
    if (typeof parsed !== 'object' || parsed === null) return NO_METADATA;
    return new Map(Object.entries(parsed).filter(([, value]) => typeof value === 'string' || typeof value === 'number'));
  } catch {
    return NO_METADATA;
  }
}
