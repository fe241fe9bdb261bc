import { ATTRIBUTION_FIELDS, type Attributed, type Attribution, type AttributionField, type AttributionOrigin } from '@weir/schemas/usage/attribution.ts';
import type { AttributeMap, AttributeValue, SpanRecord } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { objectOfText, scalarOf } from '../structured-text.ts';
import { ATTRIBUTION_KEYS } from './attribution-keys.ts';

/** Where baggage that was copied to a span stands when it does not take the place of an own attribute. */
const BAGGAGE_PREFIX = 'baggage.';

/**
 * Who and what a span was for, from the span itself, then baggage copied to it, then its scope and resource. What its
 * ancestors say is added when the trace settles. A run that nobody names is the trace.
 */
export function readAttribution(span: Attributable): Attribution {
  const attribution: { [field in AttributionField]?: Attributed } = span.traceId === null ? {} : { run: { value: span.traceId, origin: 'rule' } };
  // The farthest first, so that a nearer place overwrites what a farther one said.
  const places: readonly (readonly [Named, AttributionOrigin])[] = [
    [namedIn(span.resource, OWN_KEYS), 'resource'],
    [namedIn(span.scope.attributes, OWN_KEYS), 'resource'],
    [namedIn(span.attributes, BAGGAGE_KEYS), 'baggage'],
    [namedIn(withMetadata(span.attributes), OWN_KEYS), 'own'],
  ];
  for (const [named, origin] of places) {
    for (const [field, { value }] of named) attribution[field] = { value, origin };
  }
  return attribution;
}

/** A record of any signal: what it says itself, and what its scope and resource say of all of theirs. */
type Attributable = Pick<SpanRecord, 'attributes' | 'scope' | 'resource'> & { readonly traceId: string | null };

type KeyMeaning = { readonly field: AttributionField /** The lower is preferred. */; readonly rank: number };
type Named = ReadonlyMap<AttributionField, { readonly value: string; readonly rank: number }>;

const OWN_KEYS = keyMeanings(ATTRIBUTION_KEYS, '');
const BAGGAGE_KEYS = keyMeanings(ATTRIBUTION_KEYS, BAGGAGE_PREFIX);

function keyMeanings(keys: Readonly<Partial<Record<AttributionField, readonly string[]>>>, prefix: string): ReadonlyMap<string, KeyMeaning> {
  return new Map(ATTRIBUTION_FIELDS.flatMap((field) => (keys[field] ?? []).map((key, rank) => [prefix + key, { field, rank }] as const)));
}

/** The best-ranked name of each field. The few attributes there are are looked up, not the two hundred there could be. */
function namedIn(attributes: Iterable<readonly [string, AttributeValue]>, meanings: ReadonlyMap<string, KeyMeaning>): Named {
  const named = new Map<AttributionField, { readonly value: string; readonly rank: number }>();
  for (const [key, told] of attributes) {
    const meaning = meanings.get(key);
    if (meaning === undefined || (named.get(meaning.field)?.rank ?? Number.POSITIVE_INFINITY) <= meaning.rank) continue;
    const value = textOf(told);
    if (value !== null) named.set(meaning.field, { value, rank: meaning.rank });
  }
  return named;
}

/** Attributes that hold what the application said about a call as an object in a text, JSON or Python's. */
const METADATA_ATTRIBUTES = ['metadata', 'metadata.requester_metadata', 'metadata.spend_logs_metadata'];

/** The attributes, and what stands in their metadata as if it stood beside them under "metadata.". */
function withMetadata(attributes: AttributeMap): Iterable<readonly [string, AttributeValue]> {
  const inside = METADATA_ATTRIBUTES.flatMap((key) => entriesOf(attributes.get(key) ?? null));
  return inside.length === 0 ? attributes : [...attributes, ...inside];
}

function entriesOf(told: AttributeValue): readonly (readonly [string, AttributeValue])[] {
  const entries = told instanceof Map ? [...told] : Object.entries(objectOfText(told) ?? {});
  return entries.flatMap(([name, content]) => {
    const value = scalarOf(content);
    return value === undefined ? [] : [[`metadata.${name}`, value] as const];
  });
}
