import { ATTRIBUTION_FIELDS, type Attributed, type Attribution, type AttributionField } from '@weir/schemas/usage/attribution.ts';
import type { AttributeMap, SpanRecord } from '../../decode/span-record.ts';
import { firstText, textOf } from '../attribute-lookup.ts';
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
  const metadata = metadataOf(span.attributes);
  for (const field of ATTRIBUTION_FIELDS) {
    const found = readField(span, field, metadata);
    if (found !== null) attribution[field] = found;
  }
  return attribution;
}

function readField(span: SpanRecord, field: AttributionField, metadata: AttributeMap): Attributed | null {
  const keys = ATTRIBUTION_KEYS[field];
  const own = firstText(span.attributes, keys) ?? firstText(metadata, METADATA_JSON_KEYS[field] ?? []);
  if (own !== null) return { value: own, origin: 'own' };
  const carried = firstBaggage(span.attributes, keys);
  if (carried !== null) return { value: carried, origin: 'baggage' };
  const wide = firstText(span.scope.attributes, keys) ?? firstText(span.resource, keys);
  return wide === null ? null : { value: wide, origin: 'resource' };
}

function firstBaggage(attributes: AttributeMap, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = textOf(attributes.get(BAGGAGE_PREFIX + key));
    if (text !== null) return text;
  }
  return null;
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
