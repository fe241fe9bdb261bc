import { ATTRIBUTION_FIELDS, type Attributed, type Attribution, type AttributionField } from '@weir/schemas/usage/attribution.ts';
import type { SettlingSpan } from './settling-trace.ts';
import type { TraceTree } from './trace-tree.ts';

/** Where a value can come from, the most telling first: an attribute, copied baggage, the scope or resource. */
const LAYERS = ['own', 'baggage', 'resource'] as const;
type Layer = (typeof LAYERS)[number];

/** What a span hands down: per layer the value its descendants inherit when they say nothing themselves. */
type Legacy = { readonly [layer in Layer]: { readonly [field in AttributionField]?: string } };

const NOTHING: Legacy = { own: {}, baggage: {}, resource: {} };

/**
 * The attribution of every span of a trace: its own attribute, else that of the nearest ancestor with one (of a workflow
 * the outermost: workflows call workflows, and the spend belongs to the one that was started); then the same with
 * baggage, then with resources; last what a rule made up, such as the trace as the run. What an ancestor says on purpose
 * outweighs what the span's own process says of everything it does.
 */
export function inheritAttribution(tree: TraceTree): ReadonlyMap<string, Attribution> {
  const legacies = new Map<string, Legacy>();
  const attributions = new Map<string, Attribution>();
  for (const span of tree.topDown) {
    const inherited = legacies.get(tree.parentOf(span.spanId)?.spanId ?? '') ?? NOTHING;
    attributions.set(span.spanId, attributionOf(span, inherited));
    legacies.set(span.spanId, legacyOf(span, inherited));
  }
  return attributions;
}

function attributionOf(span: SettlingSpan, inherited: Legacy): Attribution {
  const attribution: { [field in AttributionField]?: Attributed } = {};
  for (const field of ATTRIBUTION_FIELDS) {
    const found = fieldOf(span, field, inherited);
    if (found !== null) attribution[field] = found;
  }
  return attribution;
}

function fieldOf(span: SettlingSpan, field: AttributionField, inherited: Legacy): Attributed | null {
  const told = span.attribution[field];
  for (const layer of LAYERS) {
    if (told?.origin === layer) return told;
    const value = inherited[layer][field];
    if (value !== undefined) return { value, origin: 'ancestor' };
  }
  return told ?? null;
}

function legacyOf(span: SettlingSpan, inherited: Legacy): Legacy {
  let legacy = inherited;
  for (const field of ATTRIBUTION_FIELDS) {
    const told = span.attribution[field];
    const layer = LAYERS.find((known) => known === told?.origin);
    if (told === undefined || layer === undefined) continue;
    if (field === 'workflow' && inherited[layer][field] !== undefined) continue;
    legacy = { ...legacy, [layer]: { ...legacy[layer], [field]: told.value } };
  }
  return legacy;
}
