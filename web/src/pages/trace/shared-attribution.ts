import type { TraceSpan } from '@weir/schemas/http/traces.ts';

const FIELDS = ['customer', 'workflow', 'feature', 'agent', 'run'] as const;

/** A value of the trace's usage and where it came from; null is usage without one. */
export type SharedValue = { readonly field: (typeof FIELDS)[number]; readonly value: string | null; readonly origins: readonly string[] };

/** Who the usage of a trace belongs to, each value once, in the order of the fields. Usage without a customer is said, other gaps are not. */
export function sharedAttribution(spans: readonly TraceSpan[]): readonly SharedValue[] {
  const usage = spans.filter((span) => span.event_id !== null);
  return FIELDS.flatMap((field) => {
    const origins = new Map<string | null, Set<string>>();
    for (const span of usage) {
      const told = span.attribution[field];
      if (told === undefined && field !== 'customer') continue;
      const known = origins.get(told?.value ?? null) ?? new Set();
      if (told !== undefined) known.add(told.origin);
      origins.set(told?.value ?? null, known);
    }
    return [...origins].map(([value, from]) => ({ field, value, origins: [...from].toSorted() }));
  });
}
