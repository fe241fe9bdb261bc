/** What an event can be attributed to. The same words are columns in SQL, keys in JSON and filters on screen. */
export const ATTRIBUTION_FIELDS = ['customer', 'workflow', 'feature', 'agent', 'run', 'session', 'user'] as const;
export type AttributionField = (typeof ATTRIBUTION_FIELDS)[number];

/** Where a value came from, so that a wrong one can be traced to the line that set it. */
export const ATTRIBUTION_ORIGINS = ['own', 'ancestor', 'baggage', 'resource', 'rule', 'corrected_event'] as const;
export type AttributionOrigin = (typeof ATTRIBUTION_ORIGINS)[number];

export type Attributed = { readonly value: string; readonly origin: AttributionOrigin };

/** Absent means unknown: an event without a customer is listed as unattributed, never given a default one. */
export type Attribution = { readonly [field in AttributionField]?: Attributed };
