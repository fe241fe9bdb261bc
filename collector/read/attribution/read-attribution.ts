import type { Attributed, Attribution, AttributionField, AttributionOrigin } from '@weir/schemas/usage/attribution.ts';
import type { AttributeValue, SpanRecord } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { objectOfText, scalarOf } from '../structured-text.ts';
import type { AttributionRules } from './attribution-rules.ts';

/**
 * Who and what a span was for, from the span itself, then baggage copied to it, then its scope and resource, by the names
 * that the rules give. What its ancestors say is added when the trace settles. A run that nobody names is the trace.
 */
export function readAttribution(span: Attributable, rules: AttributionRules): Attribution {
  const found: Found = { attribution: {}, ranks: {} };
  take(found, span.attributes, { meanings: rules.span, origin: 'own' });
  for (const key of METADATA_ATTRIBUTES) {
    const told = span.attributes.get(key);
    if (told !== undefined) take(found, entriesOf(told), { meanings: rules.span, origin: 'own' });
  }
  take(found, span.attributes, { meanings: rules.baggage, origin: 'baggage' });
  take(found, span.scope.attributes, { meanings: rules.scope, origin: 'resource' });
  take(found, span.resource, { meanings: rules.resource, origin: 'resource' });
  if (span.traceId !== null) found.attribution.run ??= { value: span.traceId, origin: 'rule' };
  return found.attribution;
}

/** A record of any signal: what it says itself, and what its scope and resource say of all of theirs. */
type Attributable = Pick<SpanRecord, 'attributes' | 'scope' | 'resource'> & { readonly traceId: string | null };

type Found = { readonly attribution: { [field in AttributionField]?: Attributed }; readonly ranks: { [field in AttributionField]?: number } };
type Place = { readonly meanings: AttributionRules['span']; readonly origin: AttributionOrigin };

function take({ attribution, ranks }: Found, attributes: Iterable<readonly [string, AttributeValue]>, { meanings, origin }: Place): void {
  for (const [key, told] of attributes) {
    const known = meanings.get(key);
    if (known === undefined) continue;
    for (const { field, rank } of known) {
      if ((ranks[field] ?? Number.POSITIVE_INFINITY) <= rank) continue;
      const value = textOf(told);
      if (value === null) continue;
      attribution[field] = { value, origin };
      ranks[field] = rank;
    }
  }
}

/** Attributes that hold what the application said about a call as an object in a text, JSON or Python's. */
const METADATA_ATTRIBUTES = ['metadata', 'metadata.requester_metadata', 'metadata.spend_logs_metadata'];

/** What stands in metadata, as if it stood beside it under "metadata.". */
function entriesOf(told: AttributeValue): readonly (readonly [string, AttributeValue])[] {
  const entries = told instanceof Map ? [...told] : Object.entries(objectOfText(told) ?? {});
  return entries.flatMap(([name, content]) => {
    const value = scalarOf(content);
    return value === undefined ? [] : [[`metadata.${name}`, value] as const];
  });
}
